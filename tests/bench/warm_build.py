"""Times builds in a process that stays, as `livereload` keeps one: usage `warm_build.py CONTENT OUTPUT DISPATCH`.

Prints a JSON object of clock seconds: a body edited, a title edited, nothing changed.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

from newsroom.build import rebuild_warm, warm


def main(content: Path, output: Path, dispatch: Path) -> int:
    """Build once, then time what follows; the index is left for later, as `livereload` does."""
    quick = warm(content, output, preview=True)
    rebuild_warm(quick, with_search=False)
    found: dict[str, float] = {}
    changes = {
        "one body edited": (r"^(\w.*)\.$", r"\1. Edited warm."),
        "one title edited": (r"^title: ", "title: Edited warm "),
        "nothing changed": ("", ""),
    }
    for subject, (old, new) in changes.items():
        text = dispatch.read_text(encoding="utf-8")
        dispatch.write_text(re.sub(old, new, text, count=1, flags=re.MULTILINE), encoding="utf-8")
        began = time.perf_counter()
        rebuild_warm(quick, with_search=False)
        found[subject] = round(time.perf_counter() - began, 3)
    quick.close()
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*(Path(argument).resolve() for argument in sys.argv[1:4])))
