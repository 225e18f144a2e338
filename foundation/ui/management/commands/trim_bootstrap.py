"""Write down of Bootstrap's styles those that this house uses: when a class is new, or Bootstrap is."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.core.management.base import BaseCommand

from foundation.ui import trimming


class Command(BaseCommand):
    """Makes the trimmed file anew, and its checksum."""

    help = "把 Bootstrap 的樣式裁成平臺用得到的，重寫 static/vendor/bootstrap.trimmed.min.css 和檢查碼。"

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run it."""
        folder = trimming.vendor()
        whole = (folder / trimming.SOURCE).read_text(encoding="utf-8")
        text = trimming.trimmed(whole, trimming.words())
        (folder / trimming.TRIMMED).write_text(text, encoding="utf-8")
        listed = folder / "VENDOR.json"
        packages = json.loads(listed.read_text(encoding="utf-8"))
        for part in (part for package in packages for part in package["files"]):
            if part["file"] == trimming.TRIMMED:
                part["sha256"] = hashlib.sha256(text.encode()).hexdigest()
        listed.write_text(json.dumps(packages, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        self.stdout.write(f"{len(whole)} → {len(text)}")
