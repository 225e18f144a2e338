"""Where this house lies and what its machine says: read once, by every file of settings."""

from pathlib import Path

import environ

ROOT: Path = Path(__file__).resolve().parents[2]
VAR: Path = ROOT / "var"

env = environ.Env()
environ.Env.read_env(VAR / "env")

# Where uploads lie: on this machine, or in a store that speaks S3 (foundation/files/s3.py).
MEDIA_STORE: str = env.str("MEDIA_STORE", default="").strip()
MEDIA_STORAGE: dict[str, object] = {"BACKEND": "foundation.files.whole.WholeFileStorage"}
if MEDIA_STORE:
    MEDIA_STORAGE = {
        "BACKEND": "foundation.files.s3.S3Storage",
        "OPTIONS": {
            "store": MEDIA_STORE,
            "endpoint": env.str("MEDIA_STORE_URL"),
            "region": env.str("MEDIA_STORE_REGION", default="us-east-1"),
            "key": env.str("MEDIA_STORE_KEY"),
            "secret": env.str("MEDIA_STORE_SECRET"),
        },
    }
