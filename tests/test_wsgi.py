"""The web process: what it has loaded when it begins is kept out of the garbage collector's way."""

import subprocess
import sys

SAYS = "import gc, sys, config.wsgi; print(gc.get_freeze_count(), 'actionplans.views.table' in sys.modules)"


def test_what_is_loaded_at_the_start_is_not_collected_again() -> None:
    said = subprocess.run([sys.executable, "-c", SAYS], capture_output=True, text=True, check=True).stdout.split()
    assert int(said[0]) > 50_000
    assert said[1] == "True"  # the views, too, are there before the first request
