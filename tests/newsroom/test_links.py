"""Links that lead nowhere are named where they stand, and stop nothing."""

from __future__ import annotations

import pytest

from archives import ArchiveFolder
from copydesk import check_archive
from dispatch import Finding
from newsroom.links import dead_links

SITE = {
    "index.html", "about/index.html", "old/other.html", "topics/ports/index.html", "2014/07/27/other/index.html",
    "2014/07/27/piece/index.html", "2014/07/27/piece/cite.ris",
}  # fmt: skip


@pytest.fixture
def linked(archive: ArchiveFolder) -> ArchiveFolder:
    """An archive with a piece to lead to, another under embargo, and a page."""
    archive.put("pages/about.md", "---\ntitle: About\nslug: about\n---\n\nA\n")
    archive.file("other", "aliases: [/old/other.html]\ntags: [ports]")
    archive.file("secret", "embargo: 2026-06-01")
    return archive


def found(archive: ArchiveFolder) -> list[Finding]:
    return list(dead_links(check_archive(archive.content), SITE))


@pytest.mark.parametrize(
    ("link", "fix"),
    [
        ("2014-07-27-other.md", "write /2014/07/27/other/"),
        ("other.html", "write /2014/07/27/other/"),
        ("/2014/05/06/nowhere/", "write the address of a page"),
        ("../nowhere/", "write the address of a page"),
        ("/2014/07/27/secret/", "take the link out until that piece is published"),
        ("{filename}2014-07-27-other.md", "write /2014/07/27/other/"),
        ("https://tester.example/2014/05/06/nowhere/", "write the address of a page"),
    ],
)
def test_a_link_to_nowhere_is_named_with_what_to_write(linked: ArchiveFolder, link: str, fix: str) -> None:
    path = linked.file("piece", body=f"A\n\nB [b]({link}) c.")
    (finding,) = found(linked)
    assert (str(finding.where), finding.severity) == (f"{path}:9:7", "warning")
    assert finding.fix.startswith(fix)


@pytest.mark.parametrize(
    "link",
    [
        "/", "/2014/07/27/other/", "/2014/07/27/other", "../other/#part", "../other/?a=1", "#part", "/about/", "/old/other.html",
        "/topics/ports/", "cite.ris", "https://tester.example/2014/07/27/other/", "https://else.example/x/", "mailto:a@b.example", "//else.example/x",
    ],
)  # fmt: skip
def test_a_link_that_leads_somewhere_is_not(linked: ArchiveFolder, link: str) -> None:
    linked.file("piece", body=f"B [b]({link}) c. `[x](nowhere.md)`")
    assert found(linked) == []


def test_what_is_not_published_may_lead_anywhere(linked: ArchiveFolder) -> None:
    linked.file("draft", "status: draft", body="[b](nowhere.md)")
    linked.file("card", "source: {outlet: Orbita}", body="[b](nowhere.md)")
    assert found(linked) == []


def test_publish_counts_them_and_names_the_first(linked: ArchiveFolder) -> None:
    linked.file(
        "good", body="[b](../other/) [c](cite.ris) [d](/topics/ports/) [e](/about/) [f](/old/other.html)"
    )
    assert "Links" not in linked.publish().out
    linked.file("piece", body=" ".join(f"[b](nowhere-{n}.md)" for n in range(9)))
    out = linked.publish().out
    assert "Links    9 lead to no page of the site" in out
    assert out.count("leads to no page") == 5


def test_a_page_is_read_for_dead_links_as_a_dispatch_is(linked: ArchiveFolder) -> None:
    text = "---\ntitle: Haqqında\nslug: haqqinda\nlang: az\n---\n\nA [home](/) [about](../../about/)\n\nB [b](other.html).\n"
    linked.put("archive.yaml", "name: A\nlanguages: [en, az]\naddress: https://tester.example\n")
    linked.put("pages/az.md", text)
    (finding,) = found(linked)
    assert str(finding.where).endswith("pages/az.md:9:7")
    assert finding.fix == "write /2014/07/27/other/"
