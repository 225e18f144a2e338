"""`manage.py reseal_signing_keys`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from foundation import sealed
from foundation.jobs.command import PlainCommand, refused
from volunteers.certifying import keys


class Command(PlainCommand):
    """Seal the private signing keys with the sealing key that seals now; the old one can be given up afterwards."""

    help = "換了封存金鑰（SEALING_KEYS）以後，把簽章的私鑰改用新的封存；全部成功才算，可以重複執行。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal anew, and say how many were."""
        try:
            count = keys.reseal()
        except sealed.Unsealable as shut:
            raise refused(
                _("%(key)s打不開：封存它的金鑰不在 SEALING_KEYS 裡。先把舊的加回去再執行；這次什麼都沒有改。")
                % {"key": shut}
            ) from shut
        self.stdout.write(_("改用現在的金鑰封存了 %(count)s 把簽章金鑰。") % {"count": count})
