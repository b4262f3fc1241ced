"""Errors that are sentences for a person: where, what, and what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file that an editor can open: `path:line:column`, counted from one."""

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = [self.path]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)


class StringerError(Exception):
    """Something a person can put right.

    `problem` is one sentence; `where` the file (line, column) it stands in; `fix` what to do.
    """

    def __init__(self, problem: str, *, where: Where | None = None, fix: str | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        text = f"{self.where}: {self.problem}" if self.where else self.problem
        return f"{text}\n    fix: {self.fix}" if self.fix else text

    def __reduce__(self) -> tuple[object, ...]:
        """Cross a process boundary whole: keyword arguments are not in `args`."""
        return _rebuild, (type(self), self.problem, self.where, self.fix)


def _rebuild(kind: type[StringerError], problem: str, where: Where | None, fix: str | None) -> StringerError:
    return kind(problem, where=where, fix=fix)


class DispatchError(StringerError):
    """A dispatch, or a list that belongs to it (people, places), that cannot be read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the checker has to say of a file.

    `code` is a stable kebab-case name; `fix` says what to type instead; `severity` is
    `error` (the build stops) or `warning` (the page is complete but poorer).
    """

    where: Where
    code: str
    message: str
    fix: str
    severity: str = "error"

    def __str__(self) -> str:
        mark = "" if self.severity == "error" else "warning: "
        return f"{self.where}: {mark}{self.message}\n    fix: {self.fix}"

    def as_json(self) -> dict[str, object]:
        """The row of `check --json`: file, line, column, code, message, fix, severity."""
        return {
            "file": self.where.path,
            "line": self.where.line,
            "column": self.where.column,
            "code": self.code,
            "message": self.message,
            "fix": self.fix,
            "severity": self.severity,
        }
