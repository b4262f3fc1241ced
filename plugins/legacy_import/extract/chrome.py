"""What a host repeats: pages of one make teach each other which blocks are the story and where the fields stand."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lxml import html

from dispatch.printed import looks_like_name, looks_like_place, parse_tail
from legacy_import.extract.blocks import Block
from legacy_import.extract.endmatter import CREDIT_LINE
from legacy_import.extract.phrases import CHROME_LINE, RELATED_HEADING
from legacy_import.extract.titles import key_of
from legacy_import.extract.tree import tree_text
from legacy_import.extract.versions import first_versions
from legacy_import.extract.visible_dates import find_moment

__all__ = ["Sheet", "Template", "learn_templates", "plain_address"]

_ENOUGH = 3
_ALIKE = 0.55
# Signs alone, however many, are no prose.
_WORDS = re.compile(r"[^\W\d_]")
_LABEL = re.compile(r"^[^\W\d_][^:.!?]{1,30}:\s")


@dataclass(slots=True, eq=False)
class Sheet:
    """One page as the comparison sees it."""

    id: str
    url: str | None
    host: str
    blocks: list[Block]
    root: html.HtmlElement
    title_tag: str | None
    makes: list[str] = field(default_factory=list)
    paths: frozenset[str] = frozenset()


@dataclass(slots=True, eq=False)
class Template:
    """What the pages of one make share."""

    sheets: list[Sheet]
    repeated: Counter[tuple[str, str]] = field(default_factory=Counter)
    pictures: Counter[str] = field(default_factory=Counter)
    body_makes: set[str] = field(default_factory=set)
    chrome_makes: set[str] = field(default_factory=set)
    date_make: str | None = None
    title_affixes: tuple[str, str] = ("", "")
    linked_titles: dict[str, Counter[str]] = field(default_factory=dict)

    def is_repeated(self, make: str, block: Block) -> bool:
        """Whether this very block stands on other pages too, and is no name or place that signs a story."""
        count = self.repeated[make, block.text]
        if count < 2:
            return False
        if count < max(2, len(self.sheets) * 0.15) and len(block.text) > 60:
            return True
        return not (
            _signs(block) and not CHROME_LINE.match(block.text) and not RELATED_HEADING.match(block.text)
        )

    def story(self, sheet: Sheet) -> tuple[list[Block], list[Block], list[Block]]:
        """Give a page's story blocks, those after it up to the first chrome, and its boxes that stand inside."""
        prose = [
            at
            for at, block in enumerate(sheet.blocks)
            if sheet.makes[at] in self.body_makes and self._is_prose(sheet, at)
        ]
        if not prose:
            return [], [], []
        region = _common_box([sheet.blocks[at] for at in prose])
        start = self._with_credit_lines(sheet, prose[0], region)
        end = self._end(sheet, start, region)
        body, inside = [], []
        for at in range(start, end):
            block = sheet.blocks[at]
            if region not in block.path:
                continue
            if self._is_box(sheet, at):
                inside.append(block)
            else:
                body.append(block)
        after: list[Block] = []
        for at in range(end, len(sheet.blocks)):
            if self._is_chrome(sheet, at):
                break
            after.append(sheet.blocks[at])
        return body, after, inside

    def _with_credit_lines(self, sheet: Sheet, start: int, region: html.HtmlElement) -> int:
        """Take in credit lines right above the text: they recur, for a photographer works for years."""
        for at in range(start - 1, max(-1, start - 5), -1):
            block = sheet.blocks[at]
            if (
                region not in block.path
                or not block.lines
                or not all(CREDIT_LINE.match(line) for line in block.lines)
            ):
                return at + 1
        return max(0, start - 4) if start else 0

    def is_generic(self, sheet: Sheet, block: Block) -> bool:
        """Whether a block, or the picture in it, stands on other pages of the make too."""
        if block.images and any(self.pictures[image.get("src") or ""] > 1 for image in block.images):
            return True
        return (
            bool(block.text) and not block.images and self.repeated[sheet.makes[block.index], block.text] > 1
        )

    def _is_prose(self, sheet: Sheet, at: int) -> bool:
        block = sheet.blocks[at]
        return (
            block.kind in ("p", "pre")
            and len(block.text) > 45
            and block.link_share < 0.5
            and _WORDS.search(block.text) is not None
            and not self._is_chrome(sheet, at)
        )

    def _is_chrome(self, sheet: Sheet, at: int) -> bool:
        block = sheet.blocks[at]
        if CHROME_LINE.match(block.text) or RELATED_HEADING.match(block.text):
            return True
        if block.link_share > 0.6 and len(block.text) > 12 and sheet.makes[at] not in self.body_makes:
            return True
        if block.link_share > 0.75 or (sheet.makes[at] in self.chrome_makes and not _signs(block)):
            return True
        return bool(block.text) and self.is_repeated(sheet.makes[at], block)

    def _end(self, sheet: Sheet, start: int, region: html.HtmlElement) -> int:
        """Find the first chrome that ends a story: little of the story's make follows it."""
        ahead = 0
        inside = [at for at in range(start, len(sheet.blocks)) if region in sheet.blocks[at].path]
        if not inside:
            return start
        prose = {at for at in inside if self._is_prose(sheet, at) and sheet.makes[at] in self.body_makes}
        total = sum(len(sheet.blocks[at].text) for at in prose)
        for at in inside:
            is_end = self._is_chrome(sheet, at) and not self._is_box(sheet, at) and ahead * 4 >= total * 3
            if is_end and sum(other > at and len(sheet.blocks[other].text) > 100 for other in prose) < 2:
                return at
            if at in prose:
                ahead += len(sheet.blocks[at].text)
        return inside[-1] + 1

    def _is_box(self, sheet: Sheet, at: int) -> bool:
        """A box of other things inside the story: of a make of its own, with a link, or opened by a label."""
        block = sheet.blocks[at]
        if sheet.makes[at] in self.body_makes and block.kind == "p":
            label = _LABEL.match(block.text)
            return bool(label and block.link_chars and RELATED_HEADING.match(label[0].strip()))
        if not block.link_chars or block.kind not in ("p", "h"):
            return False
        label = _LABEL.match(block.text)
        if label and RELATED_HEADING.match(label[0].strip()):
            return True
        own_make = sheet.makes[at]
        holders = sum(own_make in other.paths for other in self.sheets)
        once = all(other.makes.count(own_make) <= 2 for other in self.sheets)
        return (
            holders * 10 >= len(self.sheets) * 8
            and once
            and len(self.sheets) >= _ENOUGH
            and not _signs(block)
        )


def _signs(block: Block) -> bool:
    if len(block.text) > 120 or block.link_share > 0.5:
        return False
    if parse_tail("\n".join(block.lines)) is not None:
        return True
    return any(looks_like_name(line.strip(" ,.")) for line in block.lines) or all(
        looks_like_place(line.strip(" .")) for line in block.lines
    )


def learn_templates(sheets: Sequence[Sheet]) -> dict[str, Template]:
    """Put pages of one make together and learn from each company of three or more; gives page id → template."""
    for sheet in sheets:
        sheet.makes = [_make_of(block) for block in sheet.blocks]
        sheet.paths = frozenset(sheet.makes)
    templates: dict[str, Template] = {}
    by_host: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        by_host[sheet.host].append(sheet)
    for company in by_host.values():
        links = _links_of(company)
        for group in _alike(company):
            once = first_versions(group)
            if len(once) >= _ENOUGH:
                template = _learn(once, links)
                templates.update((sheet.id, template) for sheet in group)
    return templates


def _make_of(block: Block) -> str:
    return "/".join(_step(element) for element in block.path)


def _step(element: html.HtmlElement) -> str:
    names = (element.get("class") or "") + ("#" + element.get("id") if element.get("id") else "")
    names = re.sub(r"\d+", "", names).strip()
    if element.tag in ("td", "tr") and not names:
        parent = element.getparent()
        position = list(parent).index(element) if parent is not None else 0
        return f"{element.tag}[{min(position, 6)}]"
    return f"{element.tag}.{' '.join(sorted(names.split())[:4])}" if names else str(element.tag)


def _alike(company: Sequence[Sheet]) -> list[list[Sheet]]:
    groups: list[tuple[frozenset[str], list[Sheet]]] = []
    for sheet in company:
        for paths, members in groups:
            union = len(paths | sheet.paths)
            if union and len(paths & sheet.paths) / union >= _ALIKE:
                members.append(sheet)
                break
        else:
            groups.append((sheet.paths, [sheet]))
    return [members for _paths, members in groups]


def _learn(group: list[Sheet], links: dict[str, Counter[str]]) -> Template:
    template = Template(sheets=group, linked_titles=links)
    for sheet in group:
        pairs = {
            (make, block.text) for make, block in zip(sheet.makes, sheet.blocks, strict=True) if block.text
        }
        template.repeated.update(pairs)
        template.pictures.update({image.get("src") or "" for block in sheet.blocks for image in block.images})
    template.body_makes = _body_makes(group, template)
    template.chrome_makes = _chrome_makes(group, template) - template.body_makes
    template.date_make = _date_make(group)
    template.title_affixes = _affixes([sheet.title_tag for sheet in group if sheet.title_tag])
    return template


def _body_makes(group: list[Sheet], template: Template) -> set[str]:
    """The makes of block that carry prose found on one page only."""
    fresh: Counter[str] = Counter()
    stale: Counter[str] = Counter()
    for sheet in group:
        for make, block in zip(sheet.makes, sheet.blocks, strict=True):
            if block.kind not in ("p", "pre") or not _WORDS.search(block.text):
                continue
            weight = len(block.text)
            if template.repeated[make, block.text] == 1 and block.link_share < 0.5 and weight > 45:
                fresh[make] += weight
            elif template.repeated[make, block.text] > 1:
                stale[make] += weight
    live = {make: mass for make, mass in fresh.items() if mass > stale[make]}
    if not live:
        return set()
    best = max(live, key=lambda make: live[make])
    parent = best.rsplit("/", 1)[0]
    return {
        make
        for make, mass in live.items()
        if make == best
        or (
            mass > live[best] * 0.08
            and (make.rsplit("/", 1)[0] == parent or make.startswith(best + "/") or make == parent)
        )
    }


def _chrome_makes(group: list[Sheet], template: Template) -> set[str]:
    """The makes of block whose words mostly stand on other pages too."""
    all_blocks: Counter[str] = Counter()
    stale: Counter[str] = Counter()
    for sheet in group:
        for make, block in zip(sheet.makes, sheet.blocks, strict=True):
            if block.text:
                all_blocks[make] += 1
                stale[make] += template.repeated[make, block.text] > 1
    return {make for make, count in all_blocks.items() if count >= 3 and stale[make] * 2 > count}


def _date_make(group: list[Sheet]) -> str | None:
    """The make of block that gives a different day on most pages and stands once on each."""
    days: dict[str, set[str]] = defaultdict(set)
    holders: Counter[str] = Counter()
    for sheet in group:
        for make in sheet.paths:
            blocks = [
                block
                for at, block in enumerate(sheet.blocks)
                if sheet.makes[at] == make and len(block.text) < 120
            ]
            moments = [moment for block in blocks if (moment := find_moment(block.text, None))]
            if len(moments) == 1:
                holders[make] += 1
                days[make].add(moments[0][:10])
    fit = [
        make
        for make, count in holders.items()
        if count * 10 >= len(group) * 6 and len(days[make]) * 2 > count
    ]
    return max(fit, key=lambda make: (holders[make], -len(make)), default=None)


def _affixes(titles: list[str]) -> tuple[str, str]:
    """The start and end that all title elements of a company share, cut at a separator."""
    if len(titles) < _ENOUGH:
        return "", ""
    start, end = _shared(titles), _shared([title[::-1] for title in titles])[::-1]
    opening = re.match(r"^.*(?:::|[|–—:·•»/-])\s*", start)
    closing = re.search(r"\s*(?:::|[|–—:·•«/-]).*$", end)
    return (opening[0] if opening else "", closing[0] if closing else "")


def _shared(texts: list[str]) -> str:
    first, last = min(texts), max(texts)
    at = 0
    while at < min(len(first), len(last)) and first[at] == last[at]:
        at += 1
    return first[:at]


def _links_of(company: Sequence[Sheet]) -> dict[str, Counter[str]]:
    """How the pages of a host call each other: address → link texts."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    wanted = {plain_address(sheet.url) for sheet in company if sheet.url}
    for sheet in company:
        for link in sheet.root.iter("a"):
            text = tree_text(link)
            if len(text) < 8 or not link.get("href"):
                continue
            try:
                address = plain_address(urljoin(sheet.url or "", link.get("href")))
            except ValueError:
                continue
            if address in wanted and key_of(text):
                names[address][text] += 1
    return names


def plain_address(url: str | None) -> str:
    """An address without what two spellings of it may differ in: scheme, www, case, the last slash."""
    parts = urlsplit(url or "")
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}".lower()


def _common_box(blocks: list[Block]) -> html.HtmlElement:
    shared = blocks[0].path
    for block in blocks[1:]:
        length = 0
        for ours, theirs in zip(shared, block.path, strict=False):
            if ours is not theirs:
                break
            length += 1
        shared = shared[:length]
    if len(blocks) == 1 and len(shared) > 1:
        return shared[-2]
    return shared[-1]
