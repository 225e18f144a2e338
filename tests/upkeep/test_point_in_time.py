"""PostgreSQL's own way back to a moment, as docs/operations.md explains it, and what a killed server keeps."""

import datetime as dt
import random
import shutil
import time

from tests.clusters import Cluster, cluster


def numbers(server: Cluster) -> list[int]:
    with server.connect() as database:
        return [number for (number,) in database.execute("SELECT number FROM hours ORDER BY 1").fetchall()]


def test_a_database_goes_back_to_the_moment_before_the_mistake() -> None:
    with cluster() as server:
        server.stop()
        archive = server.place / "archive"
        archive.mkdir()
        server.own(archive)
        command = f"test ! -f {archive}/%f && cp %p {archive}/%f"
        with (server.data / "postgresql.conf").open("a") as settings:
            settings.write(
                f"wal_level = replica\narchive_mode = on\narchive_command = '{command}'\n"
                f"restore_command = 'cp {archive}/%f %p'\n"
            )
        server.start()
        with server.connect() as database:
            database.execute("CREATE TABLE hours (number int PRIMARY KEY)")
            database.execute("INSERT INTO hours VALUES (1)")
        base = server.place / "base"
        server.run(
            "pg_basebackup", "-D", str(base), "-X", "stream", "-h", "127.0.0.1", "-p", str(server.port), "-U", "check"
        )
        with server.connect() as database:
            database.execute("INSERT INTO hours VALUES (2)")
            [before] = database.execute("SELECT clock_timestamp()").fetchone()
            assert isinstance(before, dt.datetime)
            time.sleep(0.5)
            database.execute("DELETE FROM hours")
            database.execute("SELECT pg_switch_wal()")
        assert numbers(server) == []
        server.stop()

        shutil.rmtree(server.data)
        shutil.move(base, server.data)
        with (server.data / "postgresql.conf").open("a") as settings:
            settings.write(f"recovery_target_time = '{before.isoformat()}'\nrecovery_target_action = 'promote'\n")
        (server.data / "recovery.signal").touch()
        server.own(server.data / "recovery.signal")
        server.start()
        for _turn in range(300):
            with server.connect() as database:
                [recovering] = database.execute("SELECT pg_is_in_recovery()").fetchone()
            if not recovering:
                break
            time.sleep(0.1)
        assert numbers(server) == [1, 2], "what was written before the mistake, and the mistake is gone"


def test_what_a_killed_server_has_acknowledged_is_there() -> None:
    chance = random.Random(9)
    with cluster() as server:
        with server.connect() as database:
            database.execute("CREATE TABLE hours (number int PRIMARY KEY)")
        acknowledged = 0
        for _kill in range(3):
            with server.connect() as database:
                for _one in range(chance.randrange(20, 200)):
                    database.execute("INSERT INTO hours VALUES (%s)", [acknowledged + 1])
                    acknowledged += 1
                server.kill()
            server.start()
            assert numbers(server) == list(range(1, acknowledged + 1))
