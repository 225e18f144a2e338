"""Where this house lies and what its machine says: read once, by every file of settings."""

from pathlib import Path

import environ

ROOT: Path = Path(__file__).resolve().parents[2]
VAR: Path = ROOT / "var"

env = environ.Env()
environ.Env.read_env(VAR / "env")
