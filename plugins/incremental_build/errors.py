"""The error of this package, and the doubt that makes it do a thing anew."""

from __future__ import annotations


class BuildError(Exception):
    """A quick build cannot be set up; the text is problem and fix, for the person at the command line."""

    def __init__(self, problem: str, *, fix: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.problem}\n    fix: {self.fix}" if self.fix else self.problem


class UncertainError(Exception):
    """Whether something changed cannot be known exactly; whoever asked does it anew. Never reaches a person."""
