"""The error of this package: what is wrong with a search, and what to do."""

from __future__ import annotations


class SearchError(Exception):
    """A search index cannot be built or read; the text is problem and fix, for the person at the command line."""

    def __init__(self, problem: str, *, fix: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.problem}\n    fix: {self.fix}" if self.fix else self.problem
