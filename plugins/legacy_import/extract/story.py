"""One reading to one extraction: fields are settled in the order in which they help each other."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import escape
from urllib.parse import urljoin

from dispatch.printed import parse_printed_date
from legacy_import.errors import ExtractError
from legacy_import.extract.account import list_rest
from legacy_import.extract.blocks import Block
from legacy_import.extract.body import choose_blocks
from legacy_import.extract.bylines import choose_bylines
from legacy_import.extract.chrome import Template
from legacy_import.extract.endmatter import Ends, Known, read_ends
from legacy_import.extract.evidence import told_body
from legacy_import.extract.extraction import Extraction, Found, Notes, Picture, Place
from legacy_import.extract.languages import choose_language
from legacy_import.extract.moments import choose_dates, printed_moment
from legacy_import.extract.phrases import CHROME_LINE, RELATED_HEADING
from legacy_import.extract.pictures import choose_picture, with_pictures
from legacy_import.extract.polish import polish
from legacy_import.extract.proof import Render, proven_markdown
from legacy_import.extract.reading import Reading
from legacy_import.extract.rebuild import blocks_html
from legacy_import.extract.recipes import Recipe, recipe_for
from legacy_import.extract.selectors import apply_recipe
from legacy_import.extract.sited import date_from_template, title_from_template
from legacy_import.extract.titles import choose_title
from legacy_import.extract.told import Told
from legacy_import.extract.topics import choose_section, choose_tags, section_beside_date
from legacy_import.extract.visible_dates import find_moment
from legacy_import.extract.walls import wall_of
from legacy_import.extract.whole import why_not_whole

__all__ = ["extract_reading"]


@dataclass(slots=True)
class _Fields:
    """The fields of one page while they are being settled."""

    title: Found[str] | None = None
    bylines: Found[tuple[str, ...]] | None = None
    published: Found[str] | None = None
    updated: Found[str] | None = None
    section: Found[str] | None = None
    picture: Found[Picture] | None = None
    language: Found[str] | None = None
    is_template: bool = False
    sureness: float = 0.8
    notes: Notes = field(default_factory=Notes)
    render: Render | None = None


def extract_reading(
    reading: Reading, template: Template | None, recipes: Sequence[Recipe] = (), render: Render | None = None
) -> Extraction:
    """Extract one page; `template` is what pages of its make have taught, if there were enough.

    With `render`, the archive's Markdown engine, the body is compared with its source.
    """
    fields = _Fields(render=render)
    fields.notes.notes += list(reading.decoded.repairs)
    recipe = recipe_for(recipes, reading.host)
    fields.title = title_from_template(reading, template) or choose_title(
        reading.evidence, reading.tree, reading.host
    )
    fields.language = choose_language(_sample(reading.sheet.blocks), reading.evidence.html_lang)
    _settle_dates(reading, template, fields)
    body, after = _story_blocks(reading, template, fields)
    _date_from_lines(reading, body, fields)
    _settle_picture(reading, template, body, fields)
    fields.bylines = choose_bylines(
        reading.evidence,
        reading.tree,
        reading.host,
        _near(reading.sheet.blocks, body),
        fields.title.value if fields.title else "",
    )
    if recipe:
        body = apply_recipe(recipe, reading, body, fields)
    ends = read_ends(body, after, _known(fields, template), fields.notes)
    _take_ends(ends, fields, reading)
    _keep_pictures(ends, fields, reading, template)
    return _finish(reading, ends, fields)


def _sample(blocks: Sequence[Block]) -> str:
    prose = [
        block.text
        for block in blocks
        if block.kind == "p" and len(block.text) > 60 and block.link_share < 0.4
    ]
    return " ".join(prose)[:8000] or " ".join(block.text for block in blocks)[:4000]


def _settle_dates(reading: Reading, template: Template | None, fields: _Fields) -> None:
    lang = _dated_in(reading, fields)
    dated = date_from_template(reading, template, lang)
    if dated:
        fields.published = dated[0]
        section = section_beside_date(dated[1])
        if section:
            fields.section = Found(section, "line with the date", 0.9)
    evidence = reading.evidence
    published, fields.updated = choose_dates(
        evidence, reading.tree, reading.url, lang, "" if template else reading.decoded.text
    )
    if fields.published is None or (published and published.confidence > fields.published.confidence):
        fields.published = published
    fields.section = choose_section(evidence) or fields.section


def _dated_in(reading: Reading, fields: _Fields) -> str | None:
    """The language that dates are read by: English of Britain and the Commonwealth writes the day first."""
    lang = fields.language.value if fields.language else None
    said = (reading.evidence.html_lang or reading.evidence.first("og:locale") or "").lower().replace("_", "-")
    british = re.match(r"en-(?:gb|au|nz|ie|in|za|sg|hk|ke|ng)\b", said)
    host = reading.host or ""
    return "en-GB" if lang == "en" and (british or re.search(r"\.(?:uk|au|nz|ie|in|za)$", host)) else lang


def _date_from_lines(reading: Reading, body: Sequence[Block], fields: _Fields) -> None:
    """The date printed beside the story, where nothing better than a search of the page or a vague meta dates it."""
    found = fields.published
    vague = (
        found is None
        or found.confidence <= 0.5
        or (found.where in ("meta date", "meta dc.date", "meta dcterms.date") and len(found.value) < 20)
    )
    if not body or not vague:
        return
    lines = [line for block in _near(reading.sheet.blocks, body) for line in block.lines]
    printed = printed_moment(lines, _dated_in(reading, fields))
    if printed and (printed[1] or found is None or found.confidence <= 0.5):
        fields.published = Found(printed[0], "date line beside the text", 0.85 if printed[1] else 0.7)


def _story_blocks(
    reading: Reading, template: Template | None, fields: _Fields
) -> tuple[list[Block], list[Block]]:
    title = fields.title.value if fields.title else None
    if template is not None:
        body, after, inside = template.story(reading.sheet)
        if len(" ".join(block.text for block in body)) > 120:
            fields.is_template = True
            for block in inside:
                fields.notes.drop(block.text, "box that stands on every page of the host")
            _note_rest(reading.sheet.blocks, body, after, inside, fields.notes, template)
            return polish(body, title, fields.notes), after
    page = reading.tree if len(reading.decoded.text) > 3_000_000 else reading.decoded.text
    chosen, fields.sureness = choose_blocks(reading.sheet.blocks, page, reading.url, _told(reading, fields))
    kept = {block.index for block in chosen}
    for block in reading.sheet.blocks:
        if block.index not in kept:
            fields.notes.drop(block.text, "outside the story")
    return polish(chosen, title, fields.notes), _following(reading.sheet.blocks, chosen)


def _told(reading: Reading, fields: _Fields) -> Told:
    """What the page tells machines of its text; English-language papers' summaries are deks, others' are leads."""
    is_dek = fields.language is not None and fields.language.value == "en"
    summary = "" if is_dek else reading.evidence.first("og:description", "description") or ""
    return Told(told_body(reading.evidence), summary)


def _following(blocks: Sequence[Block], chosen: Sequence[Block]) -> list[Block]:
    """The few short blocks behind a story in which it may be signed."""
    after: list[Block] = []
    for block in blocks[chosen[-1].index + 1 : chosen[-1].index + 5] if chosen else ():
        if (
            len(block.text) > 120
            or block.link_share > 0.3
            or CHROME_LINE.match(block.text)
            or RELATED_HEADING.match(block.text)
        ):
            break
        after.append(block)
    return after


def _near(blocks: Sequence[Block], body: Sequence[Block]) -> list[Block]:
    """The blocks in which a byline may stand: shortly before the story, at its start and at its end."""
    if not body:
        return []
    start, end = body[0].index, body[-1].index
    heads = [
        block.index for block in blocks if block.kind == "h" and block.level == 1 and block.index < start
    ]
    first = max(start - 40, min([*heads[-1:], start - 14]))
    ends = [*blocks[max(0, first) : start + 6], *blocks[max(start + 6, end - 1) : end + 4]]
    return [block for block in ends if len(block.text) < 200]


def _note_rest(
    blocks: Sequence[Block],
    body: Sequence[Block],
    after: Sequence[Block],
    inside: Sequence[Block],
    notes: Notes,
    template: Template,
) -> None:
    """List what a template leaves out, so that nothing goes unseen."""
    kept = {block.index for block in (*body, *after, *inside)}
    for block in blocks:
        if block.index not in kept and block.text:
            rule = (
                "repeated on the host"
                if any(template.repeated[make, block.text] > 1 for make in template.body_makes)
                else "outside the story"
            )
            notes.drop(block.text, rule)


def _settle_picture(reading: Reading, template: Template | None, body: list[Block], fields: _Fields) -> None:
    if not body:
        return
    blocks = [
        block
        for block in reading.sheet.blocks
        if template is None or not template.is_generic(reading.sheet, block)
    ]
    start, end = body[0].index, body[-1].index
    fields.picture, holder = choose_picture(blocks, start, end, reading.evidence, reading.url)
    if holder is not None:
        picture = fields.picture.value if fields.picture else Picture()
        said = len(picture.caption or "") + len(picture.credit or "")
        for at, block in enumerate(body):
            if block.index == holder.index and (
                block.kind in ("figure", "image")
                or (block.images and at < 3 and len(block.text) < min(300, 80 + 2 * said))
            ):
                del body[at]
                fields.notes.drop(block.text, "caption of the lead picture")
                break


def _keep_pictures(ends: Ends, fields: _Fields, reading: Reading, template: Template | None) -> None:
    """Put the pictures between the blocks of the story back; those that recur on the host are not its own."""
    blocks = [
        block
        for block in reading.sheet.blocks
        if template is None or not template.is_generic(reading.sheet, block)
    ]
    lead = fields.picture.value.url if fields.picture else None
    had = {block.index for block in ends.body}
    ends.body = with_pictures(blocks, ends.body, lead, reading.url)
    shown = {block.text for block in ends.body if block.index not in had}
    fields.notes.dropped = [drop for drop in fields.notes.dropped if drop.text not in shown]


def _known(fields: _Fields, template: Template | None) -> Known:
    day = fields.published.value[:10] if fields.published else ""
    picture = fields.picture.value if fields.picture else None
    return Known(
        title=fields.title.value if fields.title else None,
        bylines=fields.bylines.value if fields.bylines else (),
        caption=" ".join(filter(None, (picture.caption, picture.credit))) if picture else None,
        published=dt.date.fromisoformat(day) if re.fullmatch(r"\d{4}-\d\d-\d\d", day) else None,
        lang=fields.language.value if fields.language else None,
        is_template=template is not None,
    )


def _take_ends(ends: Ends, fields: _Fields, reading: Reading) -> None:
    limit, sure = (0.7, 0.9) if fields.is_template else (0.55, 0.7)
    if (
        ends.bylines
        and (fields.bylines is None or fields.bylines.confidence < limit)
        and (fields.is_template or not _are_common_words(ends.bylines, reading.sheet.blocks))
    ):
        fields.bylines = Found(tuple(ends.bylines), "signature of the text", sure)
    if ends.credit:
        picture = fields.picture.value if fields.picture else Picture()
        if picture.credit is None:
            fields.picture = Found(replace(picture, credit=ends.credit), "credit line beside the text", 0.8)
    section = section_beside_date(ends.date_line) if ends.date_line else None
    if section and fields.section is None:
        fields.section = Found(section, "line with the date", 0.85)
    if fields.published is None and ends.date_line:
        moment = find_moment(ends.date_line, fields.language.value if fields.language else None)
        if moment:
            fields.published = Found(moment, "date line above the text", 0.8)
    _date_from_dateline(ends, fields, reading)


def _are_common_words(names: Sequence[str], blocks: Sequence[Block]) -> bool:
    """Whether words of what looks like a name stand in lower case elsewhere on the page (`Mehr Themen`)."""
    plain = {word for block in blocks for word in block.text.split() if word[:1].islower()}
    return any(word.lower() in plain for name in names for word in name.split() if len(word) > 3)


def _date_from_dateline(ends: Ends, fields: _Fields, reading: Reading) -> None:
    """The printed dateline dates a page that has no better word; its year may stand in the address."""
    if ends.dateline is None:
        return
    printed = ends.dateline.date
    if printed is None:
        year = re.search(r"(?<!\d)(19[89]\d|20[0-4]\d)(?!\d)", re.sub(r"^\w+://[^/]+", "", reading.url or ""))
        if year and fields.published is None:
            bare = re.sub(r"^[^,./]+[,./]\s*", "", ends.dateline.text)
            printed = parse_printed_date(_day_part(bare), dt.date(int(year[1]), 12, 31))
            if printed:
                ends.dateline = replace(ends.dateline, date=printed)
    if printed and (fields.published is None or fields.published.confidence < 0.6):
        fields.published = Found(printed.isoformat(), "printed dateline", 0.75)


def _day_part(text: str) -> str:
    found = re.search(r"\d{1,2}\s+[^\W\d_]+|[^\W\d_]{3,}\.?\s+\d{1,2}", text)
    return found[0] if found else ""


def _finish(reading: Reading, ends: Ends, fields: _Fields) -> Extraction:
    list_rest(reading.sheet.blocks, ends.body, fields.notes)
    text, markdown = _texts(reading, ends, fields)
    evidence = reading.evidence
    canonical = evidence.canonical or evidence.first("og:url")
    site = evidence.site_name or reading.host
    standfirst = evidence.first("og:description", "description")
    return Extraction(
        id=reading.page.id,
        not_whole=why_not_whole(
            evidence, reading.tree, reading.decoded.text, reading.sheet.blocks, ends.body, reading.url
        ),
        url=reading.url,
        title=fields.title,
        bylines=fields.bylines,
        dateline=_dateline(ends),
        published=fields.published,
        updated=fields.updated,
        section=fields.section,
        tags=choose_tags(evidence, reading.tree),
        language=fields.language,
        lead_image=fields.picture,
        body_markdown=markdown,
        body_text=text,
        canonical_url=Found(_on_page(reading.url, canonical), "canonical link", 0.9) if canonical else None,
        outlet=Found(site, "site name", 0.7) if site else None,
        standfirst=Found(standfirst, "description", 0.5) if standfirst else None,
        dropped=tuple(fields.notes.dropped),
        notes=tuple(fields.notes.notes),
        images=tuple(source for block in ends.body for image in block.images if (source := image.get("src"))),
    )


def _on_page(url: str | None, address: str) -> str:
    try:
        return urljoin(url or "", address)
    except ValueError:
        return address


def _texts(reading: Reading, ends: Ends, fields: _Fields) -> tuple[Found[str] | None, str]:
    """The body as text and as Markdown; the structured data's where the page shows next to nothing."""
    told = told_body(reading.evidence)
    fields.language = choose_language(_sample(ends.body), reading.evidence.html_lang) or fields.language
    prose = [block for block in ends.body if block.kind not in ("figure", "image", "hr")]
    text = "\n\n".join("\n".join(block.lines) if block.lines else block.text for block in prose)
    markdown = proven_markdown(blocks_html(ends.body), reading.url, fields.render, fields.notes)
    where, confidence = (
        ("template of the host", 0.95) if fields.is_template else ("readings of one page", fields.sureness)
    )
    if len(text) < 200 and len(told) > len(text) * 3:
        for block in ends.body:
            fields.notes.drop(block.text, "the body told to machines stands instead")
        text, where, confidence = told, "JSON-LD articleBody", 0.6
        markdown = proven_markdown(f"<p>{escape(told, quote=False)}</p>", None, fields.render, fields.notes)
    wall = wall_of(
        reading.tree, fields.title.value if fields.title else reading.evidence.title_tag or "", text
    )
    if wall is not None:
        raise ExtractError(wall)
    shown = sum(len(block.text) for block in reading.sheet.blocks)
    if not text.strip() and (fields.title is None or shown < 120):
        raise ExtractError("The page has no story that can be told from its frame.")
    if len(text) < 180:
        fields.notes.notes.append(
            "The text is very short: the page may be a list, a stub or behind a paywall."
        )
        confidence = min(confidence, 0.5)
    return (Found(text, where, confidence) if text.strip() else None), markdown


def _dateline(ends: Ends) -> Found[Place] | None:
    if ends.dateline:
        day = ends.dateline.date.isoformat() if ends.dateline.date else None
        place = Place(ends.dateline.text, ends.dateline.place, ends.dateline.agency, day)
        return Found(place, "opening of the text", 0.92)
    return Found(Place(place=ends.place), "end of the text", 0.85) if ends.place else None
