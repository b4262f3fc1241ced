"""How JSON is written for machines: two encoders, made once, because each `json.dumps` with an option makes its own."""

from __future__ import annotations

import json

SPACED = json.JSONEncoder(ensure_ascii=False)
COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
