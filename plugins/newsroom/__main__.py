"""`python -m newsroom TASK`: what tasks.py hands over to inside `.venv`."""

import os
import sys
from contextlib import suppress

from newsroom.cli import main

if __name__ == "__main__":
    code = main(sys.argv[1:])
    # All is written and every lock let go: to take a large archive apart again, object by object, is a tenth of a build.
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
