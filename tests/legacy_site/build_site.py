"""Write the pages of the invented Meridian News Agency from `articles.yaml`.

Run from the top of the checkout: `python tests/legacy_site/build_site.py`. Three templates, three decades, and the
faults that such pages have: a headline that stands only in other pages' lists, a credit printed twice, byline and
place as the last lines of the text. `urls.tsv` and `truth.jsonl` are written beside the pages, which are committed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
HOST = "http://www.meridian.example"
NAMES = {"en": "Meridian News Agency", "ru": "Агентство новостей «Меридиан»", "az": "Meridian xəbər agentliyi"}
LONG_LANG = {"en": "eng", "ru": "rus", "az": "aze"}


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
    image: dict[str, Any] | None
    body: tuple[str, ...]

    @property
    def path(self) -> str:
        """The address below the host, in the manner of its decade."""
        if self.era == 1999:
            return f"/{LONG_LANG[self.lang]}/{self.at:%Y/%m/%d}/{self.id}.html"
        if self.era == 2006:
            return f"/{self.lang}/article-{self.id[1:]}.html"
        return f"/{self.lang}/{self.at:%Y}/{self.at.month}/{self.id[1:]}"

    @property
    def signed(self) -> str:
        """The names as they stand under the text."""
        return {"en": " and ", "ru": " и ", "az": " və "}[self.lang].join(self.bylines)


def read_articles() -> list[Article]:
    """All articles, oldest first."""
    rows = yaml.safe_load((HERE / "articles.yaml").read_text(encoding="utf-8"))
    articles = []
    for row in rows:
        at = row.pop("at")
        timed = not isinstance(at, date)
        moment = datetime.fromisoformat(at) if timed else datetime.combine(at, datetime.min.time())
        image, body = row.pop("image", None), tuple(row.pop("body"))
        bylines = tuple(row.pop("bylines"))
        articles.append(Article(**row, at=moment, has_time=timed, image=image, body=body, bylines=bylines))
    return sorted(articles, key=lambda article: article.at)


WORDS_1999 = {
    "en": ("Main page", "Politics", "Economics", "Society", "Culture", "Press", "News line", "Leave a review", "Print version"),
    "ru": ("Главная", "Политика", "Экономика", "Общество", "Культура", "Пресса", "Лента новостей", "Оставить отзыв", "Версия для печати"),
}  # fmt: skip


def page_1999(article: Article, others: list[Article]) -> str:
    """Tables and FONT tags; the headline and the hour stand only in the news line of other pages."""
    main, *sections, line, review, printed = WORDS_1999[article.lang]
    menu = "\n".join(f'<TR><TD><A HREF="/s{i}.html"><FONT FACE="Arial" SIZE=2>{name}</FONT></A></TD></TR>' for i, name in enumerate([main, *sections]))
    news = "\n".join(
        f'<P><FONT FACE="Arial" SIZE=1 COLOR="#990000">{other.at:%d.%m.%Y %H:%M}</FONT><BR>\n'
        f'<A HREF="{HOST}{other.path}"><FONT FACE="Arial" SIZE=1><B>{escape(other.head, quote=False)}</B></FONT></A>'
        for other in others
    )  # fmt: skip
    picture = ""
    if article.image:
        picture = (
            f'<TABLE ALIGN=left BORDER=0 CELLPADDING=4 WIDTH=208><TR><TD><IMG SRC="/{article.image["file"]}" WIDTH=200 HEIGHT=150></TD></TR>\n'
            f'<TR><TD><FONT FACE="Arial" SIZE=1>{article.image["caption"]}<BR><I>{article.image["credit"]}</I></FONT></TD></TR></TABLE>\n'
        )
    text = "\n".join(f'<P><FONT FACE="Times" SIZE=3>{escape(p, quote=False)}</FONT>' for p in article.body)
    charset = "windows-1251" if article.lang == "ru" else "iso-8859-1"
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">
<HTML>
<HEAD>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={charset}">
<TITLE>{NAMES[article.lang]}</TITLE>
</HEAD>
<BODY BGCOLOR="#FFFFFF" TEXT="#000000" LINK="#990000">
<TABLE WIDTH=760 BORDER=0 CELLSPACING=0 ALIGN=center>
<TR BGCOLOR="#990000"><TD COLSPAN=3><FONT FACE="Arial" SIZE=5 COLOR="#FFFFFF"><B>MERIDIAN</B></FONT>
<FONT FACE="Arial" SIZE=1 COLOR="#FFFFFF">{NAMES[article.lang]}</FONT></TD></TR>
<TR VALIGN=top><TD WIDTH=120 BGCOLOR="#EEEEEE"><TABLE BORDER=0>
{menu}
</TABLE></TD>
<TD WIDTH=460>
<FONT FACE="Arial" SIZE=1 COLOR="#666666">{article.section}</FONT><HR SIZE=1 NOSHADE>
{picture}{text}
<P ALIGN=right><B>{article.signed}</B><BR>
<I>{article.place}</I>
<HR SIZE=1 NOSHADE>
<FONT FACE="Arial" SIZE=1>[ <A HREF="/guestbook.html">{review}</A> ] [ <A HREF="/print/{article.id}.html">{printed}</A> ]</FONT>
</TD>
<TD WIDTH=180 BGCOLOR="#EEEEEE"><FONT FACE="Arial" SIZE=2><B>{line}</B></FONT>
{news}
</TD></TR>
<TR><TD COLSPAN=3 ALIGN=center><HR SIZE=1><FONT FACE="Arial" SIZE=1>&copy; Meridian, 1999-2003. tel. (000) 00-00-00</FONT></TD></TR>
</TABLE>
</BODY>
</HTML>
"""


WORDS_2006 = {
    "en": ("Read also", "Leave a review", "Send to a friend", "Print version", "Latest", "Readers’ reviews"),
    "ru": ("Читайте также", "Оставить отзыв", "Отправить другу", "Версия для печати", "Последние новости", "Отзывы читателей"),
}


def page_2006(article: Article, others: list[Article]) -> str:
    """Boxes within boxes; place, agency and day are printed into the first line."""
    also, review, send, printed, latest, reviews = WORDS_2006[article.lang]
    agency = "МЕРИДИАН" if article.lang == "ru" else "MERIDIAN"
    first, *rest = (escape(p, quote=False) for p in article.body)
    picture = ""
    if article.image:
        picture = (
            f'<div class="pic"><div><img src="/{article.image["file"]}" alt="" /></div>'
            f'<div class="under">{article.image["caption"]} {article.image["credit"]}</div></div>\n'
        )
    link = others[0]
    aside = f'<div class="also">{also}: <a href="{HOST}{link.path}">{escape(link.head, quote=False)}</a></div>'
    paragraphs = [f"{article.place} / {agency} / {article.at:%d.%m.%Y} - {first}", *rest]
    text = [f'<div class="par">{p}</div>' for p in paragraphs]
    text.insert(2, aside)
    column = "\n".join(
        f'<div class="it"><span>{o.at:%d.%m}</span> <a href="{HOST}{o.path}">{escape(o.head, quote=False)}</a></div>' for o in others
    )
    body = "\n".join(text)
    charset = "windows-1251" if article.lang == "ru" else "windows-1252"
    return f"""<html>
<head>
<meta http-equiv="content-type" content="text/html; charset={charset}">
<title>MERIDIAN / {article.section} / {escape(article.head, quote=False)}</title>
<link rel="stylesheet" type="text/css" href="/main.css">
</head>
<body>
<div id="all"><div id="hd"><div class="lg"><a href="/">meridian</a></div><div class="lang"><a href="/az/">az</a> <a href="/ru/">ru</a> <a href="/en/">en</a></div></div>
<div id="mid"><div id="col1"><div class="bx"><div class="bxt">{latest}</div>
{column}
</div></div>
<div id="col2"><div class="in"><div class="sec">{article.section}</div>
<div class="ttl">{escape(article.head, quote=False)}</div>
{picture}{body}
<div class="par">***</div>
<div class="aut">{article.signed}</div>
<div class="tools"><a href="#rev">{review}</a> | <a href="/send.php">{send}</a> | <a href="/print.php">{printed}</a></div>
<div id="rev"><div class="bxt">{reviews}: 0</div></div>
</div></div></div>
<div id="ft">&copy; Meridian 1999-2009</div></div>
</body>
</html>
"""


MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr".split(),
}
WORDS_2012 = {
    "en": ("News line", "Leave a review", "Print version", "Follow us on social networks", "All rights reserved. A link is required."),
    "az": ("Xəbər lenti", "Rəy bildirin", "Çap versiyası", "Bizi sosial şəbəkələrdə izləyin", "Bütün hüquqlar qorunur. Keçid vacibdir."),
}


def page_2012(article: Article, others: list[Article]) -> str:
    """XHTML with a sidebar: no headline in the text, the credit twice on top, byline and place in its last lines."""
    line, review, printed, follow, rights = WORDS_2012[article.lang]
    image = article.image or {}
    caption = f"<p>{image['caption']}</p>\n" if image.get("caption") else ""
    text = "\n".join(f"<p>{escape(p, quote=False)}</p>" for p in article.body)
    news = "\n".join(
        f'<li><em>{_day(o, "en" if article.lang != "az" else "az")}</em> <a href="{HOST}{o.path}">{escape(o.head, quote=False)}</a>'
        f'<p class="lead">{escape(o.body[0][:150].rsplit(" ", 1)[0], quote=False)}…</p></li>'
        for o in others
    )  # fmt: skip
    return f"""<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{article.lang}" lang="{article.lang}">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>{escape(article.head, quote=False)} | {NAMES[article.lang]}</title>
<meta name="description" content="{NAMES[article.lang]}" />
<link rel="stylesheet" href="/css/screen.css" type="text/css" />
</head>
<body>
<div id="header"><a href="/" class="logo"><img src="/css/logo.png" alt="Meridian" /></a>
<ul class="menu"><li><a href="/az">AZ</a></li><li><a href="/en">EN</a></li><li><a href="/ru">RU</a></li></ul></div>
<div id="container">
<div id="article">
<div class="info"><span class="cat">{article.section}</span> {_day(article, article.lang)}, {article.at:%H:%M}</div>
<div class="image"><img src="/{image["file"]}" width="400" height="300" alt="" /><span class="photo">{image["credit"]}</span></div>
<div class="text">
<p>{image["credit"]}</p>
{caption}{text}
<p><strong>{article.signed}</strong></p>
<p>{article.place}</p>
</div>
<div class="after"><a href="#comment">{review}</a> <a href="/print/{article.id[1:]}">{printed}</a></div>
<p class="follow">{follow}</p>
</div>
<div id="sidebar"><h3>{line}</h3>
<ul>
{news}
</ul></div>
</div>
<div id="footer">© 1999-2014 Meridian. {rights}</div>
</body>
</html>
"""


def _day(article: Article, lang: str) -> str:
    return f"{article.at.day} {MONTHS[lang][article.at.month - 1]} {article.at.year}"


PAGES = {1999: page_1999, 2006: page_2006, 2012: page_2012}


def encoding(article: Article) -> str:
    """The bytes' real encoding."""
    if article.era == 2012:
        return "utf-8"
    return "windows-1251" if article.lang == "ru" else "windows-1252"


def truth(article: Article) -> dict[str, object]:
    """What a careful reader would say of the page."""
    printed = article.era == 2006
    agency = {"ru": "МЕРИДИАН"}.get(article.lang, "MERIDIAN") if printed else None
    image = article.image
    return {
        "id": article.id,
        "file": f"{article.era}/{article.id}.html",
        "url": HOST + article.path,
        "language": article.lang,
        "charset": encoding(article),
        "title": article.head,
        "bylines": list(article.bylines),
        "published": article.at.isoformat() if article.has_time else article.at.date().isoformat(),
        "section": article.section,
        "dateline": {
            "text": f"{article.place} / {agency} / {article.at:%d.%m.%Y}" if printed else None,
            "place": article.place,
            "agency": agency,
            "date": article.at.date().isoformat() if printed else None,
        },
        "lead_image": image and {"url": f"{HOST}/{image['file']}", "caption": image["caption"], "credit": image["credit"]},
        "body_text": "\n\n".join(article.body),
    }


def main() -> None:
    """Write every page, the list of addresses and the truth."""
    articles = read_articles()
    urls, truths = [], []
    for article in articles:
        others = [o for o in reversed(articles) if o.era == article.era and o.id != article.id]
        page = PAGES[article.era](article, others)
        path = HERE / str(article.era) / f"{article.id}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(page.encode(encoding(article), errors="xmlcharrefreplace"))
        kind = "text/html; charset=utf-8" if article.era == 2012 else "text/html"
        urls.append(f"{article.id}\t{HOST}{article.path}\t{kind}\n")
        truths.append(json.dumps(truth(article), ensure_ascii=False) + "\n")
    (HERE / "urls.tsv").write_text("".join(urls), encoding="utf-8")
    (HERE / "truth.jsonl").write_text("".join(truths), encoding="utf-8")


if __name__ == "__main__":
    main()
