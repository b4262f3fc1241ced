"""The sample archive, built once: every page, every link, every file for machines."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from lxml import etree

from archives import ArchiveFolder, contents, keep_house
from copydesk import Checked, check_archive, clock, load_desk
from dispatch import Dispatch, Status
from newsroom import build as building
from newsroom import publish as publishing
from newsroom.checkout import CONTENT
from support import schema_org

ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True, slots=True)
class Site:
    """A built site: its files, its pages as trees, and what it was made of."""

    files: dict[str, bytes]
    pages: dict[str, BeautifulSoup]
    checked: Checked
    dispatches: tuple[Dispatch, ...]
    address: str

    def page(self, dispatch: Dispatch) -> BeautifulSoup:
        return self.pages[f"{dispatch.address('en').strip('/')}/index.html"]


def levels_of(page: BeautifulSoup) -> list[int]:
    return [int(tag.name[1]) for tag in page.find_all(re.compile("^h[1-6]$"))]


def make(folder: Path, task: str) -> Site:
    with pytest.MonkeyPatch.context() as patch:
        keep_house(patch, folder / "cache")
        patch.setenv("SITEURL", "https://somebody.example/repo")
        checked = check_archive(CONTENT)
        run = building.build if task == "build" else publishing.publish
        assert run(CONTENT, folder / task) == 0
        files = contents(folder / task)
        pages = {n: BeautifulSoup(data, "lxml") for n, data in files.items() if n.endswith(".html")}
        shown = checked.published(clock())
        return Site(
            files,
            pages,
            checked,
            shown,
            "https://somebody.example/repo" if task == "publish" else "https://leyla-sample.example",
        )


@pytest.fixture(scope="module", params=["build", "publish"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The sample as it is built for oneself, and as it is published."""
    if not load_desk(CONTENT)[0].archive.sample:
        pytest.skip("this archive is somebody's own by now, not the sample")
    return make(tmp_path_factory.mktemp("sample"), request.param)


def is_redirect(page: BeautifulSoup) -> bool:
    return page.find("meta", attrs={"http-equiv": "refresh"}) is not None


def real_pages(site: Site) -> dict[str, BeautifulSoup]:
    return {name: page for name, page in site.pages.items() if not is_redirect(page)}


def test_the_sample_is_as_rich_as_it_should_be(site: Site) -> None:
    ds = site.dispatches
    assert len(ds) >= 30
    assert {"en", "az", "ru"} <= {d.lang for d in ds}
    assert len({str(d.dateline) for d in ds if d.dateline}) >= 10
    assert (
        len({d.date.year for d in ds}) >= 20
        or max(d.date.year for d in ds) - min(d.date.year for d in ds) >= 20
    )
    assert sum(len(d.corrections) for d in ds) >= 2
    assert sum(d.translation_of is not None for d in ds) >= 3
    assert any(d.series for d in ds)


def test_every_dispatch_has_exactly_one_page_and_no_page_is_nobodys(site: Site) -> None:
    pattern = re.compile(r"(?:(?:az|ru)/)?\d{4}/\d\d/\d\d/[^/]+/index\.html")
    pages = Counter(name for name in real_pages(site) if pattern.fullmatch(name))
    wanted = Counter(f"{d.address('en').strip('/')}/index.html" for d in site.dispatches)
    assert pages == wanted


def targets(name: str, page: BeautifulSoup) -> list[str]:
    """Every address that a page asks for or leads to, as written."""
    found = [str(tag[key]) for key in ("href", "src", "action") for tag in page.find_all(attrs={key: True})]
    refresh = page.find("meta", attrs={"http-equiv": "refresh"})
    return found + ([str(refresh["content"]).partition("url=")[2]] if refresh else [])


def resolve(name: str, link: str) -> str:
    """The file that a relative link of a page leads to."""
    path = normpath(join(dirname(name), unquote(urlsplit(link).path))) if urlsplit(link).path else name
    return "" if path == "." else path


@pytest.mark.parametrize("root", ["", "repo/"])
def test_every_link_and_picture_inside_the_site_is_there(site: Site, root: str) -> None:
    here = {f"{root}{name}" for name in site.files}
    broken = []
    for name, page in site.pages.items():
        for link in targets(name, page):
            if urlsplit(link).scheme or name == "404.html":
                continue
            path = resolve(f"{root}{name}", link)
            if path not in here and f"{path}/index.html".lstrip("/") not in here:
                broken.append(f"{name}: {link}")
    assert broken == []


def test_every_fragment_leads_to_something(site: Site) -> None:
    broken = [
        f"{name}: {tag['href']}"
        for name, page in site.pages.items()
        for tag in page.find_all("a", href=re.compile(r"^#."))
        if page.find(id=unquote(str(tag["href"]))[1:]) is None
    ]
    assert broken == []


def test_no_page_asks_another_host_for_anything(site: Site) -> None:
    asked = []
    for name, page in site.pages.items():
        for tag in page.find_all(
            [
                "img",
                "script",
                "link",
                "source",
                "iframe",
                "object",
                "embed",
                "video",
                "audio",
                "form",
                "input",
            ]
        ):
            if tag.name == "link" and set(tag.get("rel") or []) & {
                "canonical",
                "alternate",
                "author",
                "license",
            }:
                continue
            links = [str(tag[key]) for key in ("src", "href", "action", "srcset", "data") if tag.get(key)]
            asked += [f"{name}: {link}" for link in links if urlsplit(link).netloc]
    for name, data in site.files.items():
        if name.endswith(".css"):
            asked += [
                f"{name}: {found.decode()}"
                for found in re.findall(rb"(?:@import|url\(\s*['\"]?(?:https?:)?//)[^;)]*", data)
            ]
    assert asked == []


def test_the_policy_is_first_in_head_and_forbids_other_hosts(site: Site) -> None:
    for name, page in real_pages(site).items():
        assert page.head is not None, name
        first = page.head.find()
        assert first is not None, name
        assert first.get("http-equiv") == "Content-Security-Policy", name
        policy = str(first["content"])
        assert policy.startswith("default-src 'none';"), name
        assert "unsafe" not in policy, name
        assert "http:" not in policy + "https:" * policy.count("https:") or "://" not in policy, name
        assert not page.select("[style]"), name
        assert not [
            tag
            for tag in page.find_all("script")
            if not tag.get("src") and tag.get("type") != "application/ld+json"
        ], name


def test_every_page_has_one_headline_and_one_main_part(site: Site) -> None:
    for name, page in real_pages(site).items():
        assert len(page.find_all("h1")) == 1, name
        assert len(page.find_all("main")) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels_of(page))), name


def test_every_picture_says_what_one_sees_and_its_size(site: Site) -> None:
    for name, page in site.pages.items():
        for picture in page.find_all("img"):
            assert picture.get("alt") is not None, name
            assert picture.get("width"), name
            assert picture.get("height"), name


def test_every_page_has_the_language_of_its_text(site: Site) -> None:
    for dispatch in site.dispatches:
        html = site.page(dispatch).html
        assert html is not None
        assert html["lang"] == dispatch.lang
    for name in ("az/index.html", "ru/index.html"):
        html = site.pages[name].html
        assert html is not None
        assert html["lang"] == name[:2]


def test_in_lists_another_language_is_marked(site: Site) -> None:
    by_url = {d.address("en"): d for d in site.dispatches}
    for name, page in real_pages(site).items():
        for item in page.select("article.item"):
            link = item.select_one(".headline a")
            assert link is not None
            dispatch = by_url[f"/{resolve(name, str(link['href']))}/"]
            marked = item.get("lang") or page.html["lang"]  # type: ignore[index]
            assert marked == dispatch.lang, (name, dispatch.slug)


def test_translations_lead_to_each_other(site: Site) -> None:
    groups: dict[str, list[Dispatch]] = defaultdict(list)
    for d in site.dispatches:
        groups[d.translation_of or d.slug].append(d)
    pairs = [group for group in groups.values() if len(group) > 1]
    assert len(pairs) >= 3 or sum(map(len, pairs)) >= 6
    for group in pairs:
        for d in group:
            links = {str(tag["hreflang"]): str(tag["href"]) for tag in site.page(d).select("link[hreflang]")}
            assert links == {o.lang: f"{site.address}{o.address('en')}" for o in group}
            shown = {str(tag["hreflang"]) for tag in site.page(d).select(".byline a[hreflang]")}
            assert shown == {o.lang for o in group if o is not d}


def test_every_page_says_what_it_is_to_those_who_pass_it_on(site: Site) -> None:
    for name, page in site.pages.items():
        if (
            is_redirect(page)
            or name.endswith(("404.html", "/saved/index.html"))
            or "withdrawn" in str(page.h1).lower()
        ):
            continue
        said = {
            str(m.get("name") or m.get("property")): str(m["content"]) for m in page.select("meta[content]")
        }
        assert said["description"] == said["og:description"] != "", name
        assert said["og:title"]
        assert said["twitter:card"] in {"summary", "summary_large_image"}
        assert len(page.select('link[rel="canonical"]')) == 1, name


def test_whatever_page_names_another_language_is_named_by_it(site: Site) -> None:
    named: dict[str, set[tuple[str, str]]] = {}
    for page in site.pages.values():
        links = {(str(x["hreflang"]), str(x["href"])) for x in page.select("head link[hreflang]")}
        if links:
            named[str(page.select_one('link[rel="canonical"]')["href"])] = links  # type: ignore[index]
    assert f"{site.address}/" in named
    assert f"{site.address}/az/" in named
    for address, links in named.items():
        assert address in {href for _, href in links}
        assert all(named[href] == links for _, href in links), address


def test_json_ld_of_every_dispatch(site: Site) -> None:
    for d in site.dispatches:
        if d.status is Status.WITHDRAWN:
            continue
        scripts = site.page(d).select('script[type="application/ld+json"]')
        assert len(scripts) == 1
        data = json.loads(scripts[0].string or "")
        assert data["@type"] == "NewsArticle"
        assert {"headline", "datePublished", "inLanguage", "publisher", "url"} <= set(data)
        assert (data["headline"], data["inLanguage"]) == (d.title, d.lang)
        assert ("dateline" in data) == ("locationCreated" in data) == (d.dateline is not None)
        assert "<" not in (scripts[0].string or "")
        assert list(schema_org.faults(data)) == []


def test_every_dispatch_is_an_h_entry_and_a_newspaper_article(site: Site) -> None:
    for d in site.dispatches:
        if d.status is Status.WITHDRAWN:
            continue
        page = site.page(d)
        (entry,) = page.select(".h-entry")
        assert [tag.get_text() for tag in entry.select(".p-name")] == [d.headline]
        assert [tag["value"] for tag in entry.select(".u-url")] == [f"{site.address}{d.address('en')}"]
        assert len(entry.select(".p-author.h-card")) == len(d.bylines)
        assert next(tag["datetime"] for tag in entry.select(".dt-published")).startswith(str(d.date)[:4])
        said = {
            str(m.get("name") or m.get("property")): str(m["content"]) for m in page.select("meta[content]")
        }
        assert said["z:itemType"] == "newspaperArticle"
        assert said["citation_title"] == said["og:title"] == d.headline
        assert len(page.select('meta[name="citation_author"]')) == len(d.bylines)
        assert said["prism.publicationName"]
        assert {"citation_journal_title", "og:locale:None"}.isdisjoint(said)
        assert said["og:url"] == f"{site.address}{d.address('en')}"
        assert re.fullmatch(r"[a-z]{2}_[A-Z]{2}", said["og:locale"])


@pytest.mark.parametrize("name", ["feeds/all.atom.xml", "feeds/all.rss.xml"])
def test_feeds_hold_the_newest_first_and_nothing_twice(site: Site, name: str) -> None:
    root = etree.fromstring(site.files[name])
    links = [str(e.get("href")) for e in root.iterfind(f"{ATOM}entry/{ATOM}link[@rel='alternate']")] or [
        e.findtext("link") or "" for e in root.iter("item")
    ]
    listed = [d for d in site.dispatches if d.status is Status.PUBLISHED]
    urls = [f"{site.address}{d.address('en')}" for d in listed]
    assert len(links) == len(set(links))
    assert set(urls) <= set(links) if len(listed) <= 50 else len(links) == 50
    dates = [re.search(r"/(\d{4}/\d\d/\d\d)/", link)[1] for link in links]  # type: ignore[index]
    assert dates == sorted(dates, reverse=True)


def test_the_list_for_machines_names_every_dispatch(site: Site) -> None:
    data = json.loads(site.files["dispatches.json"])
    assert data["version"] == 1
    assert {(row["slug"], row["path"]) for row in data["dispatches"]} == {
        (d.slug, d.address("en")) for d in site.dispatches if d.status is not Status.HIDDEN
    }


def test_old_addresses_lead_to_the_new_ones(site: Site) -> None:
    found = 0
    for d in site.dispatches:
        for alias in d.aliases if d.status is Status.PUBLISHED else ():
            if alias.startswith("/"):
                path = alias.strip("/")
                name = path if path.endswith((".html", ".htm")) else f"{path}/index.html"
                refresh = site.pages[name].find("meta", attrs={"http-equiv": "refresh"})
                assert refresh is not None
                target = str(refresh["content"]).partition("url=")[2]
                assert f"/{resolve(name, target)}/" == d.address("en")
                found += 1
    assert found >= 1


def test_the_lost_page_works_at_any_depth(site: Site) -> None:
    base = "/repo/" if site.address.endswith("/repo") else "/"
    for link in targets("404.html", site.pages["404.html"]):
        if not urlsplit(link).scheme and not link.startswith("#"):
            assert link.startswith(base), link
            path = unquote(urlsplit(link).path).removeprefix(base).strip("/")
            assert path in site.files or f"{path}/index.html".lstrip("/") in site.files, link


def test_nothing_is_heavy(site: Site) -> None:
    for d in site.dispatches:
        size = len(gzip.compress(site.files[f"{d.address('en').strip('/')}/index.html"], 9))
        assert size <= 14_000, (d.slug, size)
    assert len(gzip.compress(site.files["theme/style.css"], 9)) <= 10_000


def test_all_xml_and_json_can_be_read(site: Site) -> None:
    for name, data in site.files.items():
        if name.endswith((".xml", ".svg")):
            etree.fromstring(data)
        elif name.endswith(".json"):
            json.loads(data)


def test_no_placeholder_is_left_on_any_page(site: Site) -> None:
    for name, page in site.pages.items():
        text = page.get_text(" ")
        for mark in ("{{", "{%", "%(", "Undefined", "&amp;", "&lt;"):
            assert mark not in text, (name, mark)
        for fact in page.select("title, .byline, .where, .facts, dl, .cite, .dateline, .kicker, .paging"):
            assert "None" not in fact.get_text(" ").split(), (name, fact)


def test_a_second_build_gives_the_same_bytes_and_touches_nothing(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if site.address.endswith("/repo"):
        assert make(tmp_path, "publish").files == site.files
        return
    keep_house(monkeypatch, tmp_path / "cache")
    archive = ArchiveFolder(tmp_path, capsys)
    archive.content = CONTENT
    archive.build()
    assert archive.files() == site.files
    assert "(0 changed)" in archive.build().out
