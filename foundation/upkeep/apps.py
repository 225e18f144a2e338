"""The app that keeps an installation going."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    """What whoever runs the platform does to it: backups, keys, the proof of the trail, and what is wrong in words."""

    name = "foundation.upkeep"
    label = "upkeep"
    verbose_name = _("維護")

    def ready(self) -> None:
        """Name what the trail notes of it."""
        from foundation.accounts import trail_lines  # noqa: PLC0415  models are ready only now
        from foundation.accounts.models import AnsweredRequest, SecondFactor  # noqa: PLC0415
        from foundation.accounts.models.answered import ANSWER_PLACE  # noqa: PLC0415
        from foundation.accounts.models.second_factor import PLACE  # noqa: PLC0415

        from . import exports, seals  # noqa: F401, PLC0415  registers itself

        seals.register(
            seals.Column(SecondFactor, "secret_sealed", PLACE),
            seals.Column(AnsweredRequest, "answer_sealed", ANSWER_PLACE),
        )
        trail_lines.name("accounts", verb=_("動作"), q=_("找的字"))
        trail_lines.name(
            "jobs",
            key_name=_("金鑰名稱"),
            resealed=_("重新封存的筆數"),
            backup_of=_("備份的時間"),
            seals_aside=_("移開的封存檔案"),
            moved_to=_("搬去的資料庫"),
        )
