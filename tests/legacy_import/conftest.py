"""Old pages in three makes, written for these tests; every outlet and person in them is invented."""

from pathlib import Path

import pytest

from legacy_import.extract import Page

STORIES = [
    ("Salt barge waits for the lock", "Nora Feld", "Tallinn", "03.02.2004", ["The salt barge waited nine hours at the lower lock on Tuesday because the keeper had the only key.", "Nobody could say when the second key had been lost, and the harbour book has no entry about it.", "The skipper slept on deck and left at dawn with the tide."]),
    ("Ice closes the northern channel", "Piet Orman", "Riga", "05.02.2004", ["The pilots closed the northern channel at noon when the ice reached forty centimetres.", "Eight ships lie in the roads, and two of them have coal for three days.", "The icebreaker is under repair in another port until the end of the month."]),
    ("Clock of the old station runs again", "Nora Feld", "Vilnius", "07.02.2004", ["After eleven years the clock of the old station struck nine again on Friday evening.", "A retired fitter had made the missing wheel at home and brought it in his lunch box.", "The stationmaster set his own watch by it and asked for a ladder."]),
    ("School boat gets a second engine", "Ilse Quant", "Tartu", "09.02.2004", ["The boat that takes forty children to school across the lake has got a second engine.", "Until now the teacher rowed when the motor failed, which was every other week.", "The parish paid half and the parents the other half."]),
    ("Lighthouse keeper counts the birds", "Piet Orman", "Hanko", "11.02.2004", ["The lighthouse keeper has counted birds for thirty years and filled sixty notebooks.", "The museum wants to copy them before the damp does what it does to paper.", "He himself says that the cranes come eight days earlier than they used to."]),
]  # fmt: skip


def old_page(number: int) -> str:
    """A page of the hard kind: headline only in the title element, credit twice on top, byline and place last."""
    title, name, place, day, paragraphs = STORIES[number]
    lists = "".join(
        f'<A HREF="/n.php?id={other}"><FONT SIZE=1>{STORIES[other][0]}</FONT></A><BR>'
        for other in range(len(STORIES))
        if other != number
    )
    body = "<BR><BR>".join(paragraphs)
    return f"""<HTML><HEAD><TITLE>Harbour Wire :: {title}</TITLE></HEAD><BODY><TABLE WIDTH=760>
<TR><TD COLSPAN=2><IMG SRC="/logo.gif"> News from small ports since 1991</TD></TR>
<TR><TD WIDTH=500>Ports | {day} 10:2{number}<BR>Photo: Ada Brill<BR>Photo: Ada Brill<BR><BR>
{body}<BR><BR>
<B>{name}</B><BR>{place}<BR><BR>
<A HREF="/c">Leave a comment</A> | <A HREF="/p?{number}">Print version</A></TD>
<TD WIDTH=200><B>News line</B><BR>{lists}</TD></TR>
<TR><TD COLSPAN=2>Reprint only with a link to the wire.</TD></TR></TABLE></BODY></HTML>"""


@pytest.fixture
def old_pages() -> list[Page]:
    """Five pages of one host."""
    return [
        Page(f"n{number}", old_page(number).encode(), f"http://wire.example/n.php?id={number}")
        for number in range(len(STORIES))
    ]


@pytest.fixture
def old_folder(tmp_path: Path) -> Path:
    """The same five pages as files, with the list of their addresses beside the folder."""
    folder = tmp_path / "saved"
    folder.mkdir()
    for number in range(len(STORIES)):
        (folder / f"n{number}.html").write_text(old_page(number), encoding="utf-8")
    lines = [f"n{number}\thttp://wire.example/n.php?id={number}\t" for number in range(len(STORIES))]
    (tmp_path / "urls.tsv").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """An empty archive."""
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "outlets.yaml").write_text(
        "- name: The Harbour Wire\n  hosts: [wire.example]\n  rights: permitted\n", encoding="utf-8"
    )
    return folder
