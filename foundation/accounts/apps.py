"""The app of people and places."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Counties as tenants, users, memberships, roles, and who may see what."""

    name = "foundation.accounts"
    label = "accounts"
    verbose_name = _("帳號與權限")

    def ready(self) -> None:
        """Put its pages into the menu, and say what they are for."""
        from foundation.api import areas  # noqa: PLC0415  the registries fill while apps become ready
        from foundation.ui import guiding, navigation  # noqa: PLC0415

        from . import guides, trail_lines  # noqa: PLC0415
        from .roles import Permission  # noqa: PLC0415
        from .scope import may  # noqa: PLC0415

        trail_lines.name(
            "accounts",
            browser=_("裝置"),
            address=_("網路位址（不含最後一段）"),
            passkey_name=_("通行密鑰"),
            issuer=_("由誰確認身分"),
        )
        trail_lines.tell("areas", areas.shown)

        guiding.register(*guides.CHAPTERS)
        navigation.register(
            navigation.Entry(
                url_name="accounts:members",
                label=_("帳號與權限"),
                icon="key",
                may=lambda user: may(user, Permission.ASSIGN_ROLES),
                group="admin",
                order=80,
            )
        )
        navigation.register(
            navigation.Entry(
                url_name="accounts:tokens",
                label=_("API 權杖"),
                icon="braces",
                may=lambda user: may(user, Permission.USE_API),
                group="admin",
                order=95,
            )
        )
        navigation.register(
            navigation.Entry(
                url_name="accounts:disclosures",
                label=_("個資查看紀錄"),
                icon="shield-lock",
                may=lambda user: may(user, Permission.READ_TRAIL),
                group="admin",
                order=85,
            )
        )
        navigation.register(
            navigation.Entry(
                url_name="accounts:trail",
                label=_("稽核軌跡"),
                icon="clock-history",
                may=lambda user: may(user, Permission.READ_TRAIL),
                group="admin",
                order=90,
            )
        )
