"""Uploads on this machine: each is in the store whole, or not at all (`foundation.whole`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

from foundation import whole


class WholeFileStorage(FileSystemStorage):
    """Django's storage in a folder, with its names and permissions; a file gets its name when it is on the disk."""

    def _save(self, name: str, content: Any) -> str:
        folder = Path(self.path(name)).parent
        new = [one for one in (folder, *folder.parents) if not one.exists()]
        half = whole.half_in(folder)
        try:
            super()._save(str(half.relative_to(self.location)), content)  # type: ignore[misc]
            whole.sync_file(half)
            while True:
                try:
                    whole.name(half, Path(self.path(name)), replace=self._allow_overwrite)  # type: ignore[attr-defined]
                except FileExistsError:  # somebody was faster with the same name
                    name = self.get_available_name(name)
                else:
                    break
        finally:
            half.unlink(missing_ok=True)
        for one in new:
            whole.sync_folder(one.parent)
        return name.replace("\\", "/")
