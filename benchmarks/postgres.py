"""A PostgreSQL of the bench's own, gone afterwards; the machine's databases and their port are not touched."""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.rows import LeftOut
from benchmarks.servers import free_port


@contextmanager
def cluster() -> Iterator[str]:
    """The address of an empty server, as DATABASE_URL has it, without a database's name at its end.

    Raises:
        LeftOut: there is none on this machine.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise LeftOut("PostgreSQL is not installed (apt-get install postgresql)")
    programs = found[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="bench-postgres-"))
    # PostgreSQL refuses to run as root.
    as_whom = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    secret, port = secrets.token_hex(16), free_port()
    word = folder / "secret"
    word.write_text(secret + "\n")
    if as_whom:
        shutil.chown(folder, "postgres")
        shutil.chown(word, "postgres")

    def run(*command: str) -> None:
        subprocess.run([*as_whom, *command], cwd="/", check=True, capture_output=True)

    try:
        run(
            str(programs / "initdb"), "-D", str(folder / "data"), "-U", "bench", "-A", "scram-sha-256",
            f"--pwfile={word}", "-E", "UTF8", "--locale=C.UTF-8",
        )  # fmt: skip
        run(
            str(programs / "pg_ctl"), "-D", str(folder / "data"), "-l", str(folder / "log"), "-w",
            "-o", f"-p {port} -k {folder} -c listen_addresses=127.0.0.1", "start",
        )  # fmt: skip
        try:
            yield f"postgres://bench:{secret}@127.0.0.1:{port}"
        finally:
            run(str(programs / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
