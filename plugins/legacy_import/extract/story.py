"""One reading to one extraction: fields are settled in the order in which they help each other."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from dispatch.printed import parse_printed_date
from legacy_import.errors import ExtractError
from legacy_import.extract.blocks import Block
from legacy_import.extract.body import choose_blocks
from legacy_import.extract.bylines import choose_bylines
from legacy_import.extract.chrome import Template
from legacy_import.extract.endmatter import Ends, Known, read_ends
from legacy_import.extract.evidence import told_body
from legacy_import.extract.extraction import Extraction, Found, Notes, Picture, Place
from legacy_import.extract.languages import choose_language
from legacy_import.extract.markdown import html_to_markdown
from legacy_import.extract.moments import choose_dates
from legacy_import.extract.pictures import choose_picture
from legacy_import.extract.polish import polish
from legacy_import.extract.reading import Reading
from legacy_import.extract.rebuild import blocks_html
from legacy_import.extract.recipes import Recipe, recipe_for
from legacy_import.extract.selectors import apply_recipe
from legacy_import.extract.sited import date_from_template, title_from_template
from legacy_import.extract.titles import choose_title
from legacy_import.extract.topics import choose_section, choose_tags, section_beside_date
from legacy_import.extract.visible_dates import find_moment

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
    notes: Notes = field(default_factory=Notes)


def extract_reading(
    reading: Reading, template: Template | None, recipes: Sequence[Recipe] = ()
) -> Extraction:
    """Extract one page; `template` is what pages of its make have taught, if there were enough."""
    fields = _Fields()
    fields.notes.notes += list(reading.decoded.repairs)
    recipe = recipe_for(recipes, reading.host)
    fields.title = title_from_template(reading, template) or choose_title(
        reading.evidence, reading.tree, reading.host
    )
    fields.language = choose_language(_sample(reading.sheet.blocks), reading.evidence.html_lang)
    _settle_dates(reading, template, fields)
    body, after = _story_blocks(reading, template, fields)
    _settle_picture(reading, body, fields)
    fields.bylines = choose_bylines(
        reading.evidence, reading.tree, reading.host, _near(reading.sheet.blocks, body)
    )
    if recipe:
        body = apply_recipe(recipe, reading, body, fields)
    ends = read_ends(body, after, _known(fields, template), fields.notes)
    _take_ends(ends, fields, reading)
    return _finish(reading, ends, fields)


def _sample(blocks: Sequence[Block]) -> str:
    prose = [
        block.text
        for block in blocks
        if block.kind == "p" and len(block.text) > 60 and block.link_share < 0.4
    ]
    return " ".join(prose)[:8000] or " ".join(block.text for block in blocks)[:4000]


def _settle_dates(reading: Reading, template: Template | None, fields: _Fields) -> None:
    lang = fields.language.value if fields.language else None
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


def _story_blocks(
    reading: Reading, template: Template | None, fields: _Fields
) -> tuple[list[Block], list[Block]]:
    title = fields.title.value if fields.title else None
    if template is not None:
        body, after, inside = template.story(reading.sheet)
        if len(" ".join(block.text for block in body)) > 120:
            for block in inside:
                fields.notes.drop(block.text, "box that stands on every page of the host")
            _note_rest(reading.sheet.blocks, body, after, inside, fields.notes, template)
            return polish(body, title, fields.notes), after
    page = reading.tree if len(reading.decoded.text) > 3_000_000 else reading.decoded.text
    chosen = choose_blocks(reading.sheet.blocks, page, reading.url, told_body(reading.evidence))
    return polish(chosen, title, fields.notes), []


def _near(blocks: Sequence[Block], body: Sequence[Block]) -> list[Block]:
    """The blocks in which a byline may stand: shortly before the story and at its start."""
    if not body:
        return []
    start = body[0].index
    return [block for block in blocks[max(0, start - 14) : start + 3] if len(block.text) < 200]


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


def _settle_picture(reading: Reading, body: list[Block], fields: _Fields) -> None:
    if not body:
        return
    start, end = body[0].index, body[-1].index
    fields.picture, holder = choose_picture(reading.sheet.blocks, start, end, reading.evidence, reading.url)
    if holder is not None:
        for at, block in enumerate(body):
            if block.index == holder.index and (
                block.kind in ("figure", "image") or (block.images and at < 3 and len(block.text) < 300)
            ):
                del body[at]
                fields.notes.drop(block.text, "caption of the lead picture")
                break


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
    if ends.bylines and (fields.bylines is None or fields.bylines.confidence < 0.7):
        fields.bylines = Found(tuple(ends.bylines), "signature of the text", 0.9)
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
    told = told_body(reading.evidence)
    fields.language = choose_language(_sample(ends.body), reading.evidence.html_lang) or fields.language
    prose = [block for block in ends.body if block.kind not in ("figure", "image", "hr")]
    text = "\n\n".join("\n".join(block.lines) if block.lines else block.text for block in prose)
    markdown = html_to_markdown(blocks_html(ends.body), reading.url)
    where = (
        "template of the host"
        if fields.notes.dropped and any(drop.rule == "outside the story" for drop in fields.notes.dropped)
        else "readings of one page"
    )
    confidence = 0.95 if where.startswith("template") else 0.8
    if len(text) < 200 and len(told) > len(text) * 3:
        text, markdown, where, confidence = told, told, "JSON-LD articleBody", 0.6
    if not text.strip() and fields.title is None:
        raise ExtractError("The page has no story that can be told from its frame.")
    if len(text) < 250:
        fields.notes.notes.append(
            "The text is very short: the page may be a list, a stub or behind a paywall."
        )
        confidence = min(confidence, 0.5)
    place = Place(place=ends.place) if ends.place else None
    dateline = None
    if ends.dateline:
        day = ends.dateline.date.isoformat() if ends.dateline.date else None
        dateline = Found(
            Place(ends.dateline.text, ends.dateline.place, ends.dateline.agency, day),
            "opening of the text",
            0.92,
        )
    elif place:
        dateline = Found(place, "end of the text", 0.85)
    canonical = reading.evidence.canonical or reading.evidence.first("og:url")
    site = reading.evidence.site_name or reading.host
    standfirst = reading.evidence.first("og:description", "description")
    return Extraction(
        id=reading.page.id,
        url=reading.url,
        title=fields.title,
        bylines=fields.bylines,
        dateline=dateline,
        published=fields.published,
        updated=fields.updated,
        section=fields.section,
        tags=choose_tags(reading.evidence, reading.tree),
        language=fields.language,
        lead_image=fields.picture,
        body_markdown=markdown,
        body_text=Found(text, where, confidence) if text.strip() else None,
        canonical_url=Found(urljoin(reading.url or "", canonical), "canonical link", 0.9)
        if canonical
        else None,
        outlet=Found(site, "site name", 0.7) if site else None,
        standfirst=Found(standfirst, "description", 0.5) if standfirst else None,
        dropped=tuple(fields.notes.dropped),
        notes=tuple(fields.notes.notes),
        images=tuple(source for block in ends.body for image in block.images if (source := image.get("src"))),
    )
