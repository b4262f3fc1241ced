"""How well our extractor knows what it does not know: confidence against what is right, and what the review list holds."""

import importlib.util
import types
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

SURE = 0.9
JUDGED = ("title", "bylines", "published", "body_text")
_BODY_IS_RIGHT = 0.8  # the measure's own line between a page that is read and one that is not

Judgement = dict[str, bool]


def judge_module(path: Path) -> types.ModuleType:
    """The evaluator as a module: its comparisons are the ones that count."""
    spec = importlib.util.spec_from_file_location("evaluate", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judged(judge: Any, truth: Mapping[str, Any], row: Mapping[str, Any]) -> Judgement:
    """Which of the fields that the truth knows are right; a field that was not found is wrong."""
    right: Judgement = {}
    if truth.get("title"):
        right["title"] = judge.nt(truth["title"]) == judge.nt(row.get("title"))
    if truth.get("bylines"):
        wanted, given = (
            {judge.nn(name) for name in names or ()} - {""}
            for names in (truth["bylines"], row.get("bylines"))
        )
        right["bylines"] = wanted == given
    if judge.day(truth.get("published")):
        right["published"] = bool(judge.day_ok(truth["published"], row.get("published")))
    if truth.get("body_text"):
        shares = judge.tpfpfn(truth["body_text"], row.get("body_text") or "")
        precision, recall = judge.P(*shares), judge.R(*shares)
        score = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        right["body_text"] = score >= _BODY_IS_RIGHT
    return right


def doubt_figures(
    judge: Any, truths: Sequence[Mapping[str, Any]], rows: Mapping[str, Mapping[str, Any]]
) -> dict[str, float]:
    """Per field the share of right ones among the sure, and what a list of the doubtful pages holds at what size."""
    figures: dict[str, float] = {}
    verdicts = {truth["id"]: judged(judge, truth, rows.get(truth["id"], {})) for truth in truths}
    for field in JUDGED:
        sure = [
            verdict[field]
            for name, verdict in verdicts.items()
            if field in verdict and _confidence(rows.get(name, {}), field) >= SURE
        ]
        figures[f"{field}_sure_n"] = len(sure)
        figures[f"{field}_sure_right"] = sum(sure) / len(sure) if sure else 1.0
    wrong = {name: sum(not right for right in verdict.values()) for name, verdict in verdicts.items()}
    listed = [name for name in verdicts if _is_doubtful(rows.get(name, {}))]
    every = sum(wrong.values()) or 1
    figures["review_pages"] = len(listed) / max(1, len(verdicts))
    figures["review_holds"] = sum(wrong[name] for name in listed) / every
    ranked = sorted(verdicts, key=lambda name: -_doubt(rows.get(name, {})))[: len(verdicts) // 4]
    figures["most_doubtful_quarter_holds"] = sum(wrong[name] for name in ranked) / every
    return figures


def _confidence(row: Mapping[str, Any], field: str) -> float:
    return float((row.get("confidence") or {}).get(field, 0.0))


def _is_doubtful(row: Mapping[str, Any]) -> bool:
    """A page is on the list when a field is doubtful, or headline, date or text is missing; a piece may have no byline."""
    has_byline = "bylines" in (row.get("confidence") or {})
    return any(_confidence(row, field) < SURE for field in JUDGED if field != "bylines" or has_byline)


def _doubt(row: Mapping[str, Any]) -> float:
    return sum(1 - _confidence(row, field) for field in JUDGED) - (0.5 if not row.get("bylines") else 0.0)
