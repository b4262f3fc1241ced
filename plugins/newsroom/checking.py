"""The check task: every finding of an archive, for a person or as JSON; and what can be mended."""

from __future__ import annotations

import json
import re
from pathlib import Path

from copydesk import Checked, check_archive
from dispatch import Finding, StringerError, edit
from legacy_import.files import write_atomic
from newsroom.guard import check_content
from newsroom.report import localised

# A mend that is certain: "write key: value" or "add key: value", never a guess or an ellipsis.
_ADD = re.compile(r"add (slug): ([a-z0-9-]+)\Z")
_WRITE = re.compile(r"write (slug|status|rights): ([a-z0-9-]+)\Z")
_DATE = re.compile(r"write (date|updated|embargo): (\d{4}-\d\d-\d\d)\Z")
CERTAIN = {"missing-slug": _ADD, "bad-slug": _WRITE, "bad-date": _DATE}


def check(content: Path, *, as_json: bool = False, fix: bool = False, fixity: bool = False) -> int:
    """Check an archive; returns 1 if any error is left, else 0.

    `fix` mends what is certain first. `fixity` also hashes every capture again.
    """
    source = check_content(content)
    checked = check_archive(source)
    mended = _mend(checked) if fix else 0
    if mended:
        checked = check_archive(source)
    findings = [*checked.findings, *(_fixity(source) if fixity else [])]
    errors = sum(f.severity == "error" for f in findings)
    if as_json:
        for finding in findings:
            print(json.dumps(finding.as_json(), ensure_ascii=False))
        return 1 if errors else 0
    for finding in findings:
        print(localised(finding))
    warnings = len(findings) - errors
    if mended:
        print(f"mended {mended}")
    print(f"{len(checked.dispatches)} dispatches checked: {errors} errors, {warnings} warnings")
    return 1 if errors else 0


def _mend(checked: Checked) -> int:
    """Make every certain change, a file at a time; returns how many."""
    mends: dict[str, dict[str, str]] = {}
    for finding in checked.findings:
        pattern = CERTAIN.get(finding.code)
        found = pattern.match(finding.fix) if pattern else None
        if found:
            mends.setdefault(finding.where.path, {}).setdefault(found[1], found[2])
    files = {str(file.path): file for file in checked.files}
    count = 0
    for path, changes in mends.items():
        file = files.get(path)
        if file is not None:
            try:
                text = edit(file.text, changes, path)
            except StringerError:
                continue  # the finding says why
            write_atomic(file.path, text.encode("utf-8"))
            count += len(changes)
    return count


def _fixity(content: Path) -> list[Finding]:
    from legacy_import.capture import fixity_findings

    return list(fixity_findings(content))
