"""The app of pledges."""

from django.apps import AppConfig


class PledgesConfig(AppConfig):
    """The counties' pledges to a campaign: words, photos, films, their verdicts, the licence, and the walls."""

    name = "pledges"
    label = "pledges"
    verbose_name = "宣示"

    def ready(self) -> None:
        """Fill the menu, say what its pages are for, and name what the trail notes of pledges."""
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415  translations are ready only now

        from foundation.accounts import trail_lines  # noqa: PLC0415
        from foundation.accounts.roles import Permission  # noqa: PLC0415
        from foundation.accounts.scope import reach  # noqa: PLC0415
        from foundation.ui import guiding  # noqa: PLC0415
        from foundation.ui.navigation import Entry, register  # noqa: PLC0415

        from . import guides  # noqa: PLC0415

        guiding.register(*guides.CHAPTERS)
        trail_lines.name(
            "pledges",
            contact=_("聯絡人的資料"),
            county=_("縣市"),
            licence=_("素材授權"),
            marked=_("有註記的檔案"),
            sessions=_("議程"),
            version=_("授權文字的版本"),
        )
        register(
            Entry(
                "pledges:index",
                _("宣示"),
                "flag-fill",
                lambda user: bool(reach(user, Permission.SEE_PLEDGES)),
                group="results",
                order=60,
            )
        )
        register(
            Entry(
                "pledges:calls",
                _("調查與對話"),
                "chat-left-text",
                lambda user: bool(reach(user, Permission.SEE_PLEDGES)),
                group="results",
                order=61,
            )
        )
