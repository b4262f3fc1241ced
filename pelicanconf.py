"""The site's settings, in groups. What an archive decides for itself is in content/archive.yaml."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# PLUGIN_PATHS alone leaves siblings off sys.path: a plugin that imports one is then silently off.
sys.path.insert(0, str(HERE / "plugins"))

from copydesk.archive import load_desk  # noqa: E402
from copydesk.settings import settings_of  # noqa: E402

# -- Where things are ----------------------------------------------------------------------------
PATH = os.environ.get("STRINGER_CONTENT") or str(HERE / "content")
OUTPUT_PATH = os.environ.get("STRINGER_OUTPUT") or str(HERE / "output")
THEME = str(HERE / "theme")
CACHE_PATH = str(HERE / ".cache" / "pelican")

# -- The archive: name, languages, time zone, address (content/archive.yaml) ---------------------
_desk, _ = load_desk(Path(PATH))
globals().update(settings_of(_desk.archive))
# Only feeds and canonical addresses need it: links inside the site are relative.
SITEURL = _desk.archive.address or "http://127.0.0.1:8000"
COPYDESK_PICTURE_CACHE = str(HERE / ".cache" / "pictures")
COPYDESK_LOCALE_DIR = str(HERE / "theme" / "locale")

# -- Plugins: one reader and body writer, then what reads its pages ------------------------------
LEGACY_IMPORT_COPIES = str(HERE / ".cache" / "copies")
LUNR_SEARCH_CACHE = str(HERE / ".cache" / "search")
PLUGINS = ["copydesk.plugin", "legacy_import.plugin", "lunr_search.plugin"]

# -- What is read --------------------------------------------------------------------------------
ARTICLE_PATHS = [""]
ARTICLE_EXCLUDES = ["pages", "images", "captures", "extra"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["extra"]
IGNORE_FILES = [".*", "_*"]
# Raw HTML and reStructuredText would be published as they are, `.. include::` and all.
READERS = {"html": None, "htm": None, "rst": None}
ARTICLE_TRANSLATION_ID = "translation_group"
USE_FOLDER_AS_CATEGORY = False
DEFAULT_CATEGORY = ""
# An embargo is kept by the reader, against one clock; Pelican would write it under drafts/.
WITH_FUTURE_DATES = True
FORMATTED_FIELDS: list[str] = []
TYPOGRIFY = False

# -- Addresses -----------------------------------------------------------------------------------
RELATIVE_URLS = True
ARTICLE_URL = "{date:%Y}/{date:%m}/{date:%d}/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
ARTICLE_LANG_URL = "{lang}/" + ARTICLE_URL
ARTICLE_LANG_SAVE_AS = ARTICLE_LANG_URL + "index.html"
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
PAGE_LANG_URL = "{lang}/{slug}/"
PAGE_LANG_SAVE_AS = "{lang}/{slug}/index.html"
# The copy desk writes the lists.
DIRECT_TEMPLATES: list[str] = []
for _list in ("ARCHIVES", "AUTHOR", "AUTHORS", "CATEGORY", "CATEGORIES", "TAG", "TAGS"):
    globals()[f"{_list}_SAVE_AS"] = ""
DRAFT_SAVE_AS = DRAFT_LANG_SAVE_AS = DRAFT_PAGE_SAVE_AS = DRAFT_PAGE_LANG_SAVE_AS = ""

# -- Feeds ---------------------------------------------------------------------------------------
# The copy desk writes them, under feeds/.
FEED_ALL_ATOM = FEED_ALL_RSS = FEED_ATOM = FEED_RSS = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = (
    AUTHOR_FEED_RSS
) = None
TRANSLATION_FEED_ATOM = None
FEED_DOMAIN = SITEURL

# -- Templates -----------------------------------------------------------------------------------
# A template does not change while a build runs: it need not be looked at again for every page.
JINJA_ENVIRONMENT = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True, "auto_reload": False}
THEME_STATIC_DIR = "theme"
THEME_STATIC_PATHS = ["static/public"]
DEFAULT_PAGINATION = False
GENERATE_FEED_STYLESHEET = False
DELETE_OUTPUT_DIRECTORY = False
