"""What only the public site adds to pelicanconf.py."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from pelicanconf import *
from pelicanconf import COPYDESK_ADDRESS  # type: ignore[attr-defined]

# GitHub's workflow says where the site will stand; elsewhere content/archive.yaml does.
_address = (os.environ.get("SITEURL") or COPYDESK_ADDRESS or "").rstrip("/")
COPYDESK_ADDRESS = _address or None
SITEURL = _address or "http://127.0.0.1:8000"
FEED_DOMAIN = SITEURL
# Links inside the site stay relative: it works at a host's root and under /repo/ alike.
RELATIVE_URLS = True
# A piece whose rights are unknown is a card.
COPYDESK_PUBLICATION = True
COPYDESK_PREVIEW = False
