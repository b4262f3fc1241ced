"""What is no whole story, through the command line: refused or marked with the reason, and the run goes on."""

import json
from pathlib import Path

import pytest

from newsroom.cli import main

DATED = '<meta property="article:published_time" content="2004-02-05T10:00:00+02:00">'
LEAD = (
    "The salt barge waited nine hours at the lower lock on Tuesday because the keeper had the only key to it."
)


def prose(day: int) -> str:
    return "".join(
        f"<p>The harbour office said on day {day} that ship {number} may wait until Friday, since the ice is thick.</p>"
        for number in range(5)
    )


def page(title: str, body: str, head: str = DATED) -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>{head}</head><body>{body}</body></html>'
    )


def teasers(count: int) -> str:
    return "".join(
        f'<div class="item"><h2><a href="/n{n}.html">Ship number {n} waits in the roads</a></h2>'
        f'<p>The pilots say that ship {n} has coal for three days. <a href="/n{n}.html">Read on</a></p></div>'
        for n in range(count)
    )


def stories() -> str:
    return "".join(
        f'<div class="post"><h2>Story {n} from the port</h2><p class="date">{n} February 2004</p>{prose(n)}</div>'
        for n in (1, 2, 3)
    )


GOOD = page("Ferry stays in port", f"<article><h1>Ferry stays in port</h1>{prose(9)}</article>")
SOLD = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The key", "isAccessibleForFree": false}</script>'
BAD: dict[str, tuple[str | bytes, str, str]] = {
    "empty": ("", "refused", "empty"),
    "blank": (" \n\n ", "refused", "empty"),
    "truncated": (page("Ice closes", f"<article><h1>Ice closes</h1>{prose(1)}")[:-70], "waiting", "breaks off"),
    "cut-early": (GOOD[:500], "waiting", "breaks off"),
    "binary": (bytes(range(256)) * 40, "refused", "binary"),
    "thirty-megabytes": (
        page("Big", f"<h1>Big</h1>{prose(2)}" + "<div>one more comment</div>\n" * 1_130_000),
        "refused",
        "larger than 30 MB",
    ),
    "deep": (
        page("Deep", "<h1>Deep</h1>" + "<div>" * 100_000 + prose(3) + "</div>" * 100_000),
        "refused",
        "nested too deeply",
    ),
    "frameset": (
        ('<html><head><title>Old site</title></head><frameset cols="20%,80%"><frame src="nav.html">'
        "<noframes>Your browser shows no frames.</noframes></frameset></html>"),
        "refused",
        "no words",
    ),
    "script-only": (
        ('<!doctype html><title>App</title><div id="root"></div><noscript>Enable JavaScript to run this.</noscript>'
        '<script>render("story")</script>'),
        "refused",
        "no words",
    ),
    "paywall-said": (page("The key", f"<article><h1>The key</h1><p>{LEAD}</p></article>", DATED + SOLD), "waiting", "subscribers"),
    "paywall-shown": (
        page("The key", f"<article><h1>The key</h1><p>{LEAD}</p></article><p>Subscribe to continue reading.</p>"),
        "waiting",
        "subscribers",
    ),
    "soft-404": (
        page("Page not found", "<h1>Page not found</h1><p>Sorry, the page you requested could not be found.</p>"),
        "refused",
        "nothing at this address",
    ),
    "list": (page("News from the ports", f"<h1>News from the ports</h1>{teasers(12)}"), "waiting", "list of other pages"),
    "links": (
        page("All pieces", "<ul>" + "".join(f'<li><a href="/n{n}.html">Ship number {n} waits in the roads</a></li>' for n in range(30)) + "</ul>"),
        "waiting",
        "list of other pages",
    ),
    "three": (page("From the ports", stories()), "waiting", "3 stories"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_whole_story_says_so_and_the_rest_goes_on(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, outcome, words = BAD[name]
    folder, content = tmp_path / "pages", tmp_path / "content"
    folder.mkdir()
    content.mkdir()
    (folder / f"{name}.html").write_bytes(data if isinstance(data, bytes) else data.encode())
    (folder / "z-good.html").write_text(GOOD, encoding="utf-8")
    assert main(["import", str(folder), "--content", str(content), "--json", "--workers", "1"]) == 3
    bad, good = json.loads(capsys.readouterr().out)["pages"]
    assert (bad["outcome"], good["outcome"]) == (outcome, "written")
    assert words in bad["reason"]
    assert [path.stem for path in content.rglob("dispatches/**/*.md")] == ["2004-02-05-ferry-stays-in-port"]
    if outcome == "waiting":
        assert words in (content / bad["path"]).read_text(encoding="utf-8")


WHOLE = {
    "short": page("Ferry late", f"<article><h1>Ferry late</h1><p>{LEAD}</p></article>"),
    "free-for-some": page("The key", f"<article><h1>The key</h1>{prose(1) * 4}</article>", DATED + SOLD),
    "with-related": page("Ferry late", f"<article><h1>Ferry late</h1>{prose(2)}</article>{teasers(8)}"),
    "in-parts": page(
        "Ferry late",
        "<h1>Ferry late</h1>"
        + "".join(f'<section class="part"><h2>Part {n}</h2>{prose(n)}</section>' for n in (1, 2, 3, 4)),
    ),
    "without-end": page("Ferry late", f"<article><h1>Ferry late</h1>{prose(2)}</article>").removesuffix(
        "</body></html>"
    ),
}


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_whole_is_taken(name: str, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.html"
    file.write_text(WHOLE[name], encoding="utf-8")
    (tmp_path / "content").mkdir()
    assert main(["import", str(file), "--content", str(tmp_path / "content"), "--json"]) == 0
