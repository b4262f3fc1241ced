"""`python -m newsroom TASK`: what tasks.py hands over to inside `.venv`."""

import sys

from newsroom.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
