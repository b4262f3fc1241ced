"""The same archive for Hugo, with a plain theme of our own: front pages by fifties, tags, bylines, places, desks, years, RSS."""

from __future__ import annotations

import re
from pathlib import Path

CONFIG = """
baseURL = "https://archive.example/"
title = "Bench"
disableKinds = ["sitemap", "robotsTXT"]
[pagination]
pagerSize = 50
[taxonomies]
tag = "tags"
byline = "bylines"
place = "places"
desk = "desks"
year = "years"
[markup.goldmark.renderer]
unsafe = true
"""
HEAD = """<!doctype html><html lang="{{ .Params.language | default "en" }}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{{ .Title }}</title>
<meta name="description" content="{{ .Params.standfirst }}"><link rel="canonical" href="{{ .Permalink }}">
<link rel="stylesheet" href="/style.css"><link rel="alternate" type="application/rss+xml" href="/index.xml"></head>
<body><header><p><a href="/">Bench</a></p><nav><a href="/tags/">Topics</a> <a href="/bylines/">People</a> <a href="/places/">Places</a>
<a href="/desks/">Sections</a> <a href="/years/">Years</a></nav></header><main>
"""
FOOT = "</main><footer><p>Bench</p></footer></body></html>\n"
ENTRY = """<li><time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 January 2006" }}</time>
<a href="{{ .RelPermalink }}">{{ .Title }}</a> <p>{{ .Params.standfirst }}</p></li>
"""
LISTED = "<ol>{{ range .Paginator.Pages }}" + ENTRY + """{{ end }}</ol>
{{ with .Paginator.Prev }}<a rel="prev" href="{{ .URL }}">Newer</a>{{ end }}{{ with .Paginator.Next }}<a rel="next" href="{{ .URL }}">Older</a>{{ end }}
"""  # fmt: skip
LAYOUTS = {
    "_default/single.html": HEAD
    + """<article><h1>{{ .Title }}</h1><p class="standfirst">{{ .Params.standfirst }}</p>
<p>{{ range .Params.bylines }}<a href="/bylines/{{ . | urlize }}/">{{ . }}</a> {{ end }}</p>
<p class="dateline">{{ range .Params.places }}<a href="/places/{{ . | urlize }}/">{{ . }}</a>{{ end }} <time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 January 2006" }}</time></p>
{{ .Content }}
<ul>{{ range .Params.tags }}<li><a href="/tags/{{ . | urlize }}/">{{ . }}</a></li>{{ end }}</ul>
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</article>
"""
    + FOOT,
    "_default/list.html": HEAD + "<h1>{{ .Title }}</h1>" + LISTED + FOOT,
    "_default/terms.html": HEAD
    + '<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ len .Pages }}</li>{{ end }}</ul>'
    + FOOT,
    "index.html": HEAD
    + '<h1>Latest</h1>{{ $pages := .Paginate (where .Site.RegularPages "Section" "dispatches") }}'
    + LISTED
    + FOOT,
}


def write_hugo_site(folder: Path, dispatches: Path) -> None:
    """Write a Hugo site of the same dispatches below `folder`."""
    (folder / "static").mkdir(parents=True)
    (folder / "static" / "style.css").write_text("body{max-width:40rem;margin:auto}", encoding="utf-8")
    (folder / "hugo.toml").write_text(CONFIG, encoding="utf-8")
    for name, text in LAYOUTS.items():
        path = folder / "layouts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for source in sorted(dispatches.rglob("*.md")):
        copy_dispatch(source, folder / "content" / "dispatches" / source.name)


def copy_dispatch(source: Path, target: Path) -> None:
    """One dispatch with Hugo's names for the same keys."""
    _, header, body = source.read_text(encoding="utf-8").split("---\n", 2)
    header = re.sub(r"^dateline: (.*)$", r"places: [\1]", header, flags=re.MULTILINE)
    header = re.sub(r"^section: (.*)$", r"desks: [\1]", header, flags=re.MULTILINE)
    header = re.sub(r"^lang: (.*)$", r"language: \1", header, flags=re.MULTILINE)
    year = re.search(r"^date: (\d{4})", header, re.MULTILINE)
    header += f'years: ["{year[1]}"]\n' if year else ""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"---\n{header}---\n{body}", encoding="utf-8")
