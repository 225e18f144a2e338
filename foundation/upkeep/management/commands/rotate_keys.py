"""`manage.py rotate_keys`."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import sealed
from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.jobs.command import PlainCommand, refused
from foundation.jobs.models import Round
from foundation.upkeep import seals


class Command(PlainCommand):
    """Seal every sealed value anew under the first of `SEALING_KEYS`; the others can be given up afterwards."""

    help = "換了封存金鑰（SEALING_KEYS）以後，把所有加密的欄位改用新的；中斷了再執行一次就接著做。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through every column, and prove it by the numbers before and after."""
        try:
            now, *_others = sealed.fingerprints()
        except ImproperlyConfigured as wrong:
            raise refused(_("SEALING_KEYS 讀不懂：%(why)s。") % {"why": wrong}) from wrong
        resealed = left = 0
        shut: list[seals.Turned] = []
        for column in seals.COLUMNS:
            turned = seals.rotate(column, tell=self._tell(column))
            resealed += turned.resealed
            left += sum(count for key, count in turned.after.items() if key != now)
            shut += [turned] if turned.shut_count else []
            self.stdout.write(
                _("%(column)s：之前 %(before)s；現在 %(after)s")
                % {"column": column, "before": _numbers(turned.before), "after": _numbers(turned.after)}
            )
        if resealed:
            trail.record(
                Verb.KEYS_ROTATED,
                Round.of("rotate_keys"),
                by=SYSTEM,
                now={"key_name": now, "resealed": resealed},
                at=timezone.now(),
            )
        if shut:
            where = "；".join(f"{one.column} {'、'.join(one.shut)}" for one in shut)
            raise refused(
                _(
                    "有 %(count)s 筆打不開，沒有動（%(where)s）：封存它們的金鑰不在 SEALING_KEYS 裡，或內容被改過。"
                    "把舊的金鑰加回去再執行一次；在那之前不要丟掉任何一把。"
                )
                % {"count": sum(one.shut_count for one in shut), "where": where}
            )
        if left:
            raise refused(
                _("還有 %(count)s 筆用舊的金鑰封存：有程式還在用舊的設定寫入。全部重新啟動以後，再執行一次。")
                % {"count": left}
            )
        self.stdout.write(
            _("改用金鑰 %(key)s 封存了 %(count)s 筆，沒有一筆還需要舊的；舊的可以拿掉，但還原更早的備份時仍要。")
            % {"key": now, "count": resealed}
        )

    def _tell(self, column: seals.Column) -> Any:
        def tell(done: int, total: int) -> None:
            if total > seals.BATCH:
                self.stdout.write(f"  {column} {done}/{total}")

        return tell


def _numbers(found: Any) -> str:
    return "、".join(f"{name} {count}" for name, count in sorted(found.items())) or "0"
