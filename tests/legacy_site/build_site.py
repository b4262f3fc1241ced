"""Write the pages of the invented Meridian News Agency from `articles.yaml`.

Run from the top of the checkout: `python tests/legacy_site/build_site.py`. Three templates, three decades, and the
faults that such pages have: a headline that stands only in other pages' lists, a credit printed twice, byline and
place as the last lines of the text. `files.tsv` (address, file, type), `urls.tsv` and `truth.jsonl` are written
beside the pages. All of it is committed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
HOST = "http://www.meridian.example"
AGENCY = {
    "en": "Meridian News Agency",
    "ru": "Агентство новостей «Меридиан»",
    "az": "Meridian xəbər agentliyi",
}
PATH_LANG = {"en": "eng", "ru": "rus", "az": "aze"}
TYPES = {".gif": "image/gif", ".jpg": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Article:
    """One article as the agency published it."""

    id: str
    era: int
    lang: str
    at: datetime
    has_time: bool
    section: str
    head: str
    bylines: tuple[str, ...]
    place: str
    image: dict[str, str | None]
    body: tuple[str, ...]

    @property
    def url(self) -> str:
        """The address, in the manner of its decade."""
        if self.era == 1999:
            return f"{HOST}/{PATH_LANG[self.lang]}/{self.at:%Y/%m/%d}/{self.id}.html"
        if self.era == 2006:
            return f"{HOST}/{self.lang}/article-{self.id[1:]}.html"
        return f"{HOST}/{self.lang}/{self.at:%Y}/{self.at.month}/{self.id[1:]}"

    @property
    def file(self) -> str:
        """Where the page lies, below this folder."""
        return f"{self.era}/{self.id}.html"

    @property
    def encoding(self) -> str:
        """The encoding that the bytes really have; what the page declares is in its template."""
        if self.era == 2012:
            return "utf-8"
        return "windows-1251" if self.lang == "ru" else "windows-1252"

    @property
    def signed(self) -> str:
        """The names as they stand under the text."""
        return {"en": " and ", "ru": " и ", "az": " və "}[self.lang].join(self.bylines)

    @property
    def paragraphs(self) -> list[str]:
        """The body, escaped for HTML."""
        return [_safe(paragraph) for paragraph in self.body]

    def common(self) -> dict[str, str]:
        """What all three templates print."""
        return {
            "agency_name": AGENCY[self.lang], "id": self.id, "number": self.id[1:], "lang": self.lang, "section": self.section,
            "head": _safe(self.head), "signed": self.signed, "place": self.place,
        }  # fmt: skip


def _safe(text: str) -> str:
    return escape(text, quote=False)


def read_articles() -> list[Article]:
    """All articles, oldest first."""
    rows: list[dict[str, Any]] = yaml.safe_load((HERE / "articles.yaml").read_text(encoding="utf-8"))
    articles = []
    for row in rows:
        at = row.pop("at")
        timed = not isinstance(at, date)
        moment = datetime.fromisoformat(at) if timed else datetime.combine(at, datetime.min.time())
        lists = {
            "image": row.pop("image", {}),
            "body": tuple(row.pop("body")),
            "bylines": tuple(row.pop("bylines")),
        }
        articles.append(Article(**row, **lists, at=moment, has_time=timed))
    return sorted(articles, key=lambda article: article.at)


def _template(era: int) -> Template:
    return Template((HERE / "templates" / f"{era}.tmpl").read_text(encoding="utf-8"))


WORDS_1999 = {
    "en": ("Main page", "Politics", "Economics", "Society", "Culture", "Press", "News line", "Leave a review", "Print version"),
    "ru": ("Главная", "Политика", "Экономика", "Общество", "Культура", "Пресса", "Лента новостей", "Оставить отзыв", "Версия для печати"),
}  # fmt: skip


def page_1999(article: Article, others: list[Article]) -> str:
    """Tables and FONT tags; the headline and the hour stand only in the news line of other pages."""
    *sections, line, review, printed = WORDS_1999[article.lang]
    menu = [
        f'<TR><TD><A HREF="/s{i}.html"><FONT FACE="Arial" SIZE=2>{name}</FONT></A></TD></TR>'
        for i, name in enumerate(sections)
    ]
    news = [
        f'<P><FONT FACE="Arial" SIZE=1 COLOR="#990000">{other.at:%d.%m.%Y %H:%M}</FONT><BR>\n'
        f'<A HREF="{other.url}"><FONT FACE="Arial" SIZE=1><B>{_safe(other.head)}</B></FONT></A>'
        for other in others
    ]
    picture = ""
    if article.image:
        picture = (
            '<TABLE ALIGN=left BORDER=0 CELLPADDING=4 WIDTH=208><TR><TD>'
            f'<IMG SRC="/{article.image["file"]}" WIDTH=200 HEIGHT=150></TD></TR>\n<TR><TD><FONT FACE="Arial" SIZE=1>'
            f'{article.image["caption"]}<BR><I>{article.image["credit"]}</I></FONT></TD></TR></TABLE>\n'
        )  # fmt: skip
    text = [f'<P><FONT FACE="Times" SIZE=3>{paragraph}</FONT>' for paragraph in article.paragraphs]
    return _template(1999).substitute(
        article.common(),
        charset="windows-1251" if article.lang == "ru" else "iso-8859-1",
        menu="\n".join(menu), news="\n".join(news), text="\n".join(text),
        picture=picture, line=line, review=review, printed=printed,
    )  # fmt: skip


WORDS_2006 = {
    "en": ("Read also", "Leave a review", "Send to a friend", "Print version", "Latest", "Readers’ reviews"),
    "ru": (
        "Читайте также",
        "Оставить отзыв",
        "Отправить другу",
        "Версия для печати",
        "Последние новости",
        "Отзывы читателей",
    ),
}


def page_2006(article: Article, others: list[Article]) -> str:
    """Boxes within boxes; place, agency and day are printed into the first line."""
    also, review, send, printed, latest, reviews = WORDS_2006[article.lang]
    first, *rest = article.paragraphs
    picture = ""
    if article.image:
        picture = (
            f'<div class="pic"><div><img src="/{article.image["file"]}" alt="" /></div>'
            f'<div class="under">{article.image["caption"]} {article.image["credit"]}</div></div>\n'
        )
    text = [
        f'<div class="par">{paragraph}</div>'
        for paragraph in (f"{printed_dateline(article)} - {first}", *rest)
    ]
    text.insert(2, f'<div class="also">{also}: <a href="{others[0].url}">{_safe(others[0].head)}</a></div>')
    column = [
        f'<div class="it"><span>{o.at:%d.%m}</span> <a href="{o.url}">{_safe(o.head)}</a></div>'
        for o in others
    ]
    return _template(2006).substitute(
        article.common(),
        charset="windows-1251" if article.lang == "ru" else "windows-1252",
        picture=picture, body="\n".join(text), column="\n".join(column),
        review=review, send=send, printed=printed, latest=latest, reviews=reviews,
    )  # fmt: skip


def printed_dateline(article: Article) -> str:
    """Place, agency and day as the template of 2006 prints them."""
    return f"{article.place} / {_agency(article)} / {article.at:%d.%m.%Y}"


def _agency(article: Article) -> str:
    return "МЕРИДИАН" if article.lang == "ru" else "MERIDIAN"


MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "az": [
        "yanvar",
        "fevral",
        "mart",
        "aprel",
        "may",
        "iyun",
        "iyul",
        "avqust",
        "sentyabr",
        "oktyabr",
        "noyabr",
        "dekabr",
    ],
}
WORDS_2012 = {
    "en": (
        "News line",
        "Leave a review",
        "Print version",
        "Follow us on social networks",
        "All rights reserved. A link is required.",
    ),
    "az": (
        "Xəbər lenti",
        "Rəy bildirin",
        "Çap versiyası",
        "Bizi sosial şəbəkələrdə izləyin",
        "Bütün hüquqlar qorunur. Keçid vacibdir.",
    ),
}


def page_2012(article: Article, others: list[Article]) -> str:
    """XHTML with a sidebar: no headline in the text, the credit twice on top, byline and place in its last lines."""
    line, review, printed, follow, rights = WORDS_2012[article.lang]
    news = [
        f'<li><em>{_day(o, article.lang)}</em> <a href="{o.url}">{_safe(o.head)}</a>'
        f'<p class="lead">{_safe(o.body[0][:150].rsplit(" ", 1)[0])}…</p></li>'
        for o in others
    ]
    text = [f"<p>{paragraph}</p>" for paragraph in article.paragraphs]
    caption = article.image["caption"]
    return _template(2012).substitute(
        article.common(),
        image=article.image["file"], credit=article.image["credit"], day=_day(article, article.lang), hour=f"{article.at:%H:%M}",
        caption=f'<span class="about">{caption}</span> ' if caption else "", text="\n".join(text), news="\n".join(news),
        line=line, review=review, printed=printed, follow=follow, rights=rights,
    )  # fmt: skip


def _day(article: Article, lang: str) -> str:
    return f"{article.at.day} {MONTHS[lang][article.at.month - 1]} {article.at.year}"


PAGES = {1999: page_1999, 2006: page_2006, 2012: page_2012}


def _picture(image: dict[str, str | None]) -> dict[str, str | None] | None:
    if not image:
        return None
    return {"url": f"{HOST}/{image['file']}", "caption": image["caption"], "credit": image["credit"]}


def truth(article: Article) -> dict[str, object]:
    """What a careful reader would say of the page."""
    printed = article.era == 2006
    image, day = article.image, article.at.date().isoformat()
    return {
        "id": article.id,
        "file": article.file,
        "url": article.url,
        "language": article.lang,
        "charset": article.encoding,
        "title": article.head,
        "bylines": list(article.bylines),
        "published": article.at.isoformat() if article.has_time else day,
        "section": article.section,
        "dateline": {
            "text": printed_dateline(article) if printed else None,
            "place": article.place,
            "agency": _agency(article) if printed else None,
            "date": day if printed else None,
        },
        "lead_image": _picture(image),
        "body_text": "\n\n".join(article.body),
    }


def main() -> None:
    """Write every page, the lists of addresses and the truth."""
    articles = read_articles()
    urls, files, truths = [], [], []
    for article in articles:
        others = [o for o in reversed(articles) if o.era == article.era and o.id != article.id]
        page = PAGES[article.era](article, others)
        path = HERE / article.file
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(page.encode(article.encoding, errors="xmlcharrefreplace"))
        kind = "text/html; charset=utf-8" if article.era == 2012 else "text/html"
        urls.append(f"{article.id}\t{article.url}\t{kind}\n")
        files.append(f"{article.url}\t{article.file}\t{kind}\n")
        if picture := article.image.get("file"):
            files.append(f"{HOST}/{picture}\t{article.era}/{picture}\t{TYPES[Path(picture).suffix]}\n")
        truths.append(json.dumps(truth(article), ensure_ascii=False) + "\n")
    for name, lines in {"urls.tsv": urls, "files.tsv": files, "truth.jsonl": truths}.items():
        (HERE / name).write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
