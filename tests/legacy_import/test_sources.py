"""Every kind of source on input as it really looks; names, outlets and stories are invented."""

import gzip
import json
from pathlib import Path

import pytest
import yaml

from legacy_import.capture import Store
from legacy_import.commands import run_import
from legacy_import.errors import CaptureError, LegacyImportError
from legacy_import.sources.feed import read_feed
from legacy_import.sources.kinds import Kind, kind_of, kind_of_bytes
from legacy_import.sources.lists import read_addresses
from legacy_import.sources.markdown import read_markdown
from legacy_import.sources.saved import read_saved
from legacy_import.sources.section import read_list_page
from legacy_import.sources.sitemap import all_addresses, read_sitemap
from legacy_import.sources.warc import read_warc
from legacy_import.sources.wayback import list_mementos, parse_source, read_cdx
from legacy_import.sources.wxr import read_wxr
from legacy_import.sources.xmltree import parse_xml

WORDS = "The pilots closed the northern channel at noon when the ice reached forty centimetres. " * 3
STORY = f"<p>{WORDS}</p><p>Eight ships lie in the roads, and two of them have coal for three days only.</p>"
SITEMAP = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">\n'
    "<url><loc>http://wire.example/a?x=1&amp;y=2</loc><lastmod>2004-02-05</lastmod>"
    "<image:image><image:loc>http://wire.example/p.jpg</image:loc></image:image></url>\n"
    "<url><loc> http://wire.example/b </loc></url></urlset>"
)
INDEX = (
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>http://wire.example/1.xml.gz</loc></sitemap>'
    "<sitemap><loc>http://wire.example/index.xml</loc></sitemap><sitemap><loc>http://wire.example/gone.xml</loc></sitemap></sitemapindex>"
)
RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Wire</title><link>http://wire.example/</link><language>en</language>
<item><title>Ice closes the channel</title><link>/2004/ice.html</link><pubDate>Thu, 05 Feb 2004 10:00:00 GMT</pubDate>
<dc:creator>Piet Orman</dc:creator><category>Ports</category><content:encoded><![CDATA[{STORY}]]></content:encoded></item>
<item><title>Short</title><guid isPermaLink="true">http://wire.example/short</guid><description>Two words.</description></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Harbour Wire</title>
<entry><title>Ice</title><link rel="edit" href="/x"/><link href="http://wire.example/ice"/><published>2004-02-05T10:00:00Z</published>
<author><name>Piet Orman</name></author><category term="ports"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{WORDS}</p></div></content></entry></feed>"""
WXR = f"""<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Notes</title><language>en-US</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login><![CDATA[porman]]></wp:author_login><wp:author_display_name><![CDATA[Piet Orman]]></wp:author_display_name></wp:author>
<item><title>Ice closes the channel</title><link>http://notes.example/2004/02/ice/</link><dc:creator><![CDATA[porman]]></dc:creator>
<content:encoded><![CDATA[<!-- wp:paragraph -->
<p>{WORDS}</p>
<!-- /wp:paragraph -->

Eight ships lie in the roads,
and two have coal for three days.]]></content:encoded><wp:post_id>7</wp:post_id><wp:post_date>2004-02-05 12:00:00</wp:post_date>
<wp:post_date_gmt>2004-02-05 10:00:00</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="ports"><![CDATA[Ports]]></category><category domain="post_tag" nicename="ice"><![CDATA[ice]]></category></item>
<item><title>Half a thought</title><content:encoded>secret draft</content:encoded><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>For us only</title><content:encoded>secret note</content:encoded><wp:status>private</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>ice.jpg</title><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type></item></channel></rss>"""
BOMB = '<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'


def front(content: Path) -> list[dict[str, object]]:
    texts = [path.read_text(encoding="utf-8") for path in sorted((content / "dispatches").rglob("*.md"))]
    return [yaml.safe_load(text.split("---\n")[1]) for text in texts]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (SITEMAP.encode(), Kind.SITEMAP), (INDEX.encode(), Kind.SITEMAP), (RSS.encode(), Kind.FEED), (ATOM.encode(), Kind.FEED),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', Kind.FEED), (WXR.encode(), Kind.WXR),
        (b"WARC/1.1\r\n", Kind.WARC), (b"# mine\nhttp://a.example/1\nhttp://a.example/2\n", Kind.LIST),
        (b"title,address\nIce,http://a.example/1\n", Kind.LIST), (b"---\ntitle: x\n---\ntext", Kind.MARKDOWN),
        (b"<html><body>http://a.example/", None), (b"<!DOCTYPE html>\n<!-- x --><html>", None), (b"", None),
        (b'example,a)/ 20040205100000 {"url": "http://a.example/", "filename": "a.warc.gz", "offset": "0"}', Kind.WARC),
    ],
)  # fmt: skip
def test_a_kind_is_told_from_the_content(data: bytes, kind: Kind | None) -> None:
    assert kind_of_bytes(data) is kind


def test_a_kind_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("http://a.example/", encoding="utf-8")
    assert kind_of("https://a.example/", "section") is Kind.SECTION
    assert kind_of(str(tmp_path / "x"), "files") is Kind.FILES
    assert kind_of("https://web.archive.org/web/2004*/http://a.example/*") is Kind.WAYBACK
    with pytest.raises(LegacyImportError, match="no kind of source"):
        kind_of("https://a.example/", "sitmap")
    with pytest.raises(CaptureError, match="ZIP"):
        kind_of_bytes(b"PK\x03\x04")


def test_a_list_of_addresses_in_lines_or_columns() -> None:
    assert read_addresses(b"http://a.example/1\n\n# no\nhttp://a.example/a,b.html\nhttp://a.example/1\n") == (
        ["http://a.example/1", "http://a.example/a,b.html"],
        [],
    )
    table = b'title;address;year\n"Ice; and snow";http://a.example/1;2004\nnothing here;;\n'
    assert read_addresses(table) == (["http://a.example/1"], ["nothing here;;"])
    assert read_addresses(b"http://a.example/1\tIce\nhttp://a.example/2\tSnow\n")[0] == [
        "http://a.example/1",
        "http://a.example/2",
    ]


def test_a_sitemap_gives_its_pages_and_not_its_pictures() -> None:
    assert read_sitemap(SITEMAP.encode()).pages == ("http://wire.example/a?x=1&y=2", "http://wire.example/b")
    assert read_sitemap(gzip.compress(SITEMAP.encode())).pages == read_sitemap(SITEMAP.encode()).pages


def test_an_index_is_followed_once_and_what_fails_is_named() -> None:
    asked: list[str] = []
    refused: list[str] = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        if "gone" in address:
            raise CaptureError("It is gone.")
        return INDEX.encode() if "index" in address else gzip.compress(SITEMAP.encode())

    pages = all_addresses(INDEX.encode(), fetch, lambda address, _error: refused.append(address))
    assert pages == ["http://wire.example/a?x=1&y=2", "http://wire.example/b"]
    assert len(asked) == 3
    assert refused == ["http://wire.example/gone.xml"]


def test_a_sitemap_of_more_than_fifty_thousand_is_refused_unless_limited() -> None:
    many = (
        "<urlset>"
        + "".join(f"<url><loc>http://a.example/{n}</loc></url>" for n in range(50_001))
        + "</urlset>"
    )
    with pytest.raises(CaptureError) as refused:
        read_sitemap(many.encode())
    assert refused.value.code == "too_many"
    assert len(all_addresses(many.encode(), lambda _a: b"", lambda _a, _e: None, limit=3)) == 3


@pytest.mark.parametrize("wide", [False, True])
def test_declared_entities_are_refused_in_any_charset(wide: bool) -> None:
    text = f"<?xml version='1.0'?>{BOMB}<rss><channel><title>&b;</title></channel></rss>"
    with pytest.raises(CaptureError) as refused:
        parse_xml(text.encode("utf-16") if wide else text.encode())
    assert refused.value.code == "unsafe_xml"


def test_xml_that_is_not_well_formed_is_read_as_far_as_it_goes() -> None:
    pieces = read_feed(RSS.replace("Ice closes", "Ice \x0b& <b>closes").encode())
    assert pieces[0].title == "Ice & <b>closes the channel"
    assert pieces[0].url is None
    assert "pilots" in pieces[0].html
    with pytest.raises(CaptureError):
        parse_xml(b"<?xml version='1.0' encoding='utf-7'?><rss/>")
    with pytest.raises(CaptureError):
        read_feed(b"<html><body>no feed</body></html>")


def test_a_text_may_speak_of_doctypes() -> None:
    assert (
        read_feed(RSS.replace("Eight ships", "&lt;!DOCTYPE x [ ships").encode())[0].title
        == "Ice closes the channel"
    )


def test_rss_atom_and_json_feeds() -> None:
    rss = read_feed(RSS.encode(), "http://wire.example/feed")
    assert (rss[0].url, rss[0].authors, rss[0].tags, rss[0].lang) == (
        "http://wire.example/2004/ice.html", ("Piet Orman",), ("Ports",), "en",
    )  # fmt: skip
    assert (rss[1].url, rss[1].has_text) == ("http://wire.example/short", False)
    atom = read_feed(ATOM.encode())[0]
    assert (atom.url, atom.authors, atom.tags, atom.lang) == (
        "http://wire.example/ice",
        ("Piet Orman",),
        ("ports",),
        "en",
    )
    assert "<p>The pilots" in atom.html
    item = {
        "id": "1",
        "url": "http://wire.example/ice",
        "title": "Ice",
        "content_html": STORY,
        "authors": [{"name": "Piet Orman"}],
    }
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "x",
        "language": "en",
        "items": [item, "broken"],
    }
    pieces = read_feed(json.dumps(feed).encode())
    assert [(piece.url, piece.authors, piece.lang) for piece in pieces] == [
        ("http://wire.example/ice", ("Piet Orman",), "en")
    ]


def test_an_export_gives_published_posts_only() -> None:
    pieces, left = read_wxr(WXR.encode())
    assert [piece.title for piece in pieces] == ["Ice closes the channel"]
    assert left == {"draft": 1, "private": 1, "attachment": 1}
    post = pieces[0]
    assert (post.authors, post.date, post.section, post.tags) == (
        ("Piet Orman",),
        "2004-02-05T10:00:00+00:00",
        "Ports",
        ("ice",),
    )
    assert "wp:paragraph" not in post.html
    assert "<p>Eight ships lie in the roads,<br>" in post.html


def test_an_export_is_imported_and_drafts_stay_out(tmp_path: Path, content: Path) -> None:
    (tmp_path / "export.xml").write_text(WXR, encoding="utf-8")
    assert run_import(str(tmp_path / "export.xml"), content=content) == 0
    (read,) = front(content)
    assert (read["title"], read["bylines"]) == ("Ice closes the channel", ["Piet Orman"])
    assert read["source"]["url"] == "http://notes.example/2004/02/ice/"  # type: ignore[index]
    assert "secret" not in "".join(
        path.read_text(encoding="utf-8") for path in (content / "dispatches").rglob("*.md")
    )
    before = {path: path.read_bytes() for path in content.rglob("*") if path.is_file()}
    assert run_import(str(tmp_path / "export.xml"), content=content) == 0
    assert {path: path.read_bytes() for path in content.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("2004/ice.md", "Title: Ice closes the channel\nDate: 2004-02-05 10:00\nCategory: Ports\nTags: ice, ships\nAuthor: Piet Orman\n\n"),
        ("content/ice.md", '+++\ntitle = "Ice closes the channel"\ndate = 2004-02-05T10:00:00Z\ncategories = ["Ports"]\ntags = ["ice", "ships"]\nauthor = "Piet Orman"\n+++\n'),
        ("_posts/2004-02-05-ice.md", "---\nlayout: post\ntitle: Ice closes the channel\ncategories: [Ports]\ntags: [ice, ships]\nauthor: Piet Orman\n---\n"),
    ],
)  # fmt: skip
def test_pelican_hugo_and_jekyll_markdown(name: str, head: str) -> None:
    piece = read_markdown(f"{head}The *pilots* closed the channel.\n", name)
    assert piece is not None
    assert (piece.title, (piece.date or "")[:10], piece.section) == (
        "Ice closes the channel",
        "2004-02-05",
        "Ports",
    )
    assert (piece.tags, piece.authors) == (("ice", "ships"), ("Piet Orman",))
    assert "<em>pilots</em>" in piece.html


def test_markdown_drafts_and_pages_are_left_out_and_a_broken_head_is_named() -> None:
    assert read_markdown("---\ntitle: x\ndraft: true\n---\ntext", "a.md") is None
    assert read_markdown("Just a text.\n", "README.md") is None
    with pytest.raises(CaptureError, match=r"a\.md"):
        read_markdown("---\ntitle: [x\n---\ntext", "a.md")


def test_a_folder_of_markdown_is_imported(tmp_path: Path, content: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "2004-02-05-ice.md").write_text(
        f"---\ntitle: Ice closes the channel\nauthor: Piet Orman\n---\n{WORDS}\n\n- coal\n- salt\n",
        encoding="utf-8",
    )
    (folder / "broken.md").write_text("---\ntitle: [x\n---\ntext", encoding="utf-8")
    assert kind_of(str(folder)) is Kind.MARKDOWN
    assert run_import(str(folder), content=content) == 3
    assert [read["title"] for read in front(content)] == ["Ice closes the channel"]
    text = next((content / "dispatches").rglob("*.md")).read_text(encoding="utf-8")
    assert "*   coal" in text


def test_the_marks_of_browsers() -> None:
    chrome = read_saved(
        b"<!DOCTYPE html>\n<!-- saved from url=(0029)http://wire.example/ice.html -->\n<html>"
    )
    assert chrome.url == "http://wire.example/ice.html"
    single = read_saved(
        b"<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n url: http://wire.example/ice.html \n"
        b" saved date: Thu Mar 07 2024 10:11:12 GMT+0400 (Azerbaijan Standard Time)\n-->"
    )
    assert single.url == "http://wire.example/ice.html"
    assert single.when is not None
    assert single.when.isoformat() == "2024-03-07T06:11:12+00:00"


def test_an_mhtml_page_is_unpacked() -> None:
    text = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: http://wire.example/ice.html\r\nDate: Thu, 7 Mar 2024 06:11:12 -0000\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="--B"\r\n\r\n----B\r\n'
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: http://wire.example/ice.html\r\n\r\n"
        "<html><p>Caf=C3=A9</p></html>\r\n----B--\r\n"
    )
    saved = read_saved(text.encode())
    assert saved.url == "http://wire.example/ice.html"
    assert saved.payload is not None
    assert "Café" in saved.payload.decode()


def test_frames_in_a_files_folder_are_no_pages(tmp_path: Path, content: Path) -> None:
    saved = tmp_path / "saved"
    (saved / "Ice_files").mkdir(parents=True)
    page = f'<!-- saved from url=(0029)http://wire.example/ice.html --><title>Ice</title><h1>Ice closes the channel</h1><p class="date">5 February 2004</p>{STORY}'
    (saved / "Ice.html").write_text(page, encoding="utf-8")
    (saved / "Ice_files" / "ad.html").write_text("<p>Buy now</p>", encoding="utf-8")
    run_import(str(saved), content=content)
    (read,) = front(content)
    assert read["source"]["url"] == "http://wire.example/ice.html"  # type: ignore[index]


def test_several_warcs_and_an_index(old_folder: Path, tmp_path: Path, content: Path) -> None:
    assert run_import(str(old_folder), content=content, urls=tmp_path / "urls.tsv") == 0
    captures = content / "captures"
    assert kind_of(str(captures / "index.cdxj")) is Kind.WARC
    assert len(list(read_warc(captures / "index.cdxj"))) == 5
    (captures / "second.warc.gz").write_bytes(next(captures.glob("stringer-*.warc.gz")).read_bytes())
    assert kind_of(str(captures)) is Kind.WARC
    assert len(list(read_warc(captures))) == 10


LISTING = """<html><body><nav><a href="/">Home</a><a href="/about">About the Harbour Wire and its people</a></nav><div>
<a href="/n.php?id=1">Salt barge waits for the lock</a><a href="/n.php?id=2"><img alt=""></a><a href="/n.php?id=2#c">Ice closes the northern channel</a>
<a href="http://other.example/n.php?id=3">A story of another house altogether</a><a href="/tag/ice">Everything about ice and snow</a></div>
<a href="/list.php?page=1">1</a> <a href="/list.php?page=2">2</a> <a href="/list.php?page=2">Next »</a></body></html>"""


def test_a_section_gives_its_pieces_and_the_next_page() -> None:
    page = read_list_page(LISTING.encode(), "http://wire.example/list.php?page=1")
    assert page.pieces == ("http://wire.example/n.php?id=1", "http://wire.example/n.php?id=2")
    assert page.following == "http://wire.example/list.php?page=2"
    named = read_list_page(LISTING.encode(), "http://wire.example/list.php?page=1", links="about$")
    assert named.pieces == ("http://wire.example/about",)
    with pytest.raises(LegacyImportError, match="no pattern"):
        read_list_page(LISTING.encode(), "http://wire.example/", links="(")


CDX = (
    '[["timestamp","original","mimetype","statuscode","digest"],\n["20040206101112","http://www.wire.example:80/ice.html","text/html","200","A"],\n'
    '["20050206101112","http://wire.example:80/ice.html","text/html","200","B"],\n["20040207000000","http://wire.example/p.css","text/css","200","C"],\n'
    '["20040208000000","http://wire.example/gone","text/html","404","D"]]'
)


def test_the_archives_list_in_each_of_its_forms() -> None:
    (memento,) = read_cdx(CDX.encode())
    assert (
        memento.raw_address
        == "https://web.archive.org/web/20040206101112id_/http://www.wire.example:80/ice.html"
    )
    plain = "example,wire)/ice.html 20040206101112 http://wire.example/ice.html text/html 200 A 1234\n"
    cdxj = 'example,wire)/ice.html 20040206101112 {"url": "http://wire.example/ice.html", "mime": "text/html", "status": "200"}\n'
    for text in (plain, cdxj):
        assert [found.original for found in read_cdx(text.encode())] == ["http://wire.example/ice.html"]
    with pytest.raises(CaptureError):
        list(read_cdx(b"[[broken"))


def test_an_address_of_the_archive_says_what_is_wanted() -> None:
    asked: list[str] = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        return CDX.encode()

    one = parse_source("https://web.archive.org/web/20040206101112/http://wire.example/ice.html")
    assert [memento.raw_address for memento in list_mementos(one, fetch)] == [
        "https://web.archive.org/web/20040206101112id_/http://wire.example/ice.html"
    ]
    assert asked == []
    many = parse_source("https://web.archive.org/web/2004*/http://wire.example/news/*")
    assert len(list_mementos(many, fetch)) == 1
    assert "matchType=prefix" in asked[0]
    assert "from=2004" in asked[0]
    assert parse_source("http://wire.example/").archive == "https://web.archive.org/web/"


def test_index_rows_name_what_was_asked(content: Path) -> None:
    assert Store(content).find_address("http://wire.example/") is None
