"""Takes the archive away: as data, or as a folder that is read from a stick; what may not be public is in neither."""

from __future__ import annotations

import shutil
from pathlib import Path

from copydesk import check_archive
from copydesk.archive import check_links
from copydesk.settings import one_moment
from newsroom.atomic import tree
from newsroom.build import alone, fresh_folder, make_site, replace_site
from newsroom.errors import NewsroomError
from newsroom.guard import check_content, check_output
from newsroom.offline import broken_links, make_offline
from newsroom.publish import check_samples, withheld
from newsroom.report import Census, refuse, say_warnings, short, unread
from newsroom.verify import leaks


@one_moment()
def export(content: Path, output: Path, *, offline: bool) -> int:
    """Write the archive of `content` into the folder `output`; returns the exit code.

    With `offline` the whole site, made to be read without a server; else its data alone. Both are
    what `publish` would show, and the folder that was there stays whole until the new one is.
    """
    source = check_content(content)
    out = check_output(source, output)
    checked = check_archive(source)
    if checked.errors:
        return refuse(checked)
    check_samples(checked)
    check_links(source)
    out.parent.mkdir(parents=True, exist_ok=True)
    with alone(out), fresh_folder(out.parent, f".{out.name}-new-") as fresh:
        override = {"COPYDESK_PREVIEW": False, "COPYDESK_OFFLINE": offline}
        warnings = make_site("publishconf.py", checked, fresh, override, search=False)
        found = leaks(fresh, checked, withheld(checked))
        make_offline(fresh) if offline else _keep_data(fresh)
        broken = list(broken_links(fresh))
        if found:
            raise NewsroomError("the export is not fit to be taken away:\n    " + "\n    ".join(found[:20]),
                                fix="mend these; what was there before is untouched")  # fmt: skip
        files = len(tree(fresh))
        replace_site(fresh, out)
    say_warnings(Census.of(checked), warnings, unread(checked))
    print(f"Wrote    {files} files to {short(out)}/")
    if broken:
        print(f"Links    {len(broken)} lead to no file, here as on the site (the first: {broken[0]})")
    print(f"Open     {short(out / ('index.html' if offline else 'datapackage.json'))}")
    return 0


def _keep_data(site: Path) -> None:
    """Of a built site only what lies in data/, in its place."""
    for path in site.iterdir():
        if path.name != "data":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    # data/index.html is a page of the site.
    for path in (site / "data").iterdir():
        if path.name != "index.html":
            path.rename(site / path.name)
    shutil.rmtree(site / "data")
