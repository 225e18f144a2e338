"""Sets ceilings on itself, then becomes the program it was asked to run: the arguments are megabytes, seconds, program…

A file from outside may be made to fill memory or to run for ever; the ceilings end the program and nothing else.
"""

import os
import resource
import sys


def main() -> None:
    """Set the ceilings, then run the program in this process."""
    megabytes, seconds = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.execv(sys.argv[3], sys.argv[3:])  # noqa: S606  a program of this machine, found by the caller


if __name__ == "__main__":
    main()
