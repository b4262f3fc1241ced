"""Snowball's stemmers in JavaScript, made from the Python of the installed `snowballstemmer`: the same by construction.

That Python is itself made by Snowball's compiler and uses few forms, so that each is carried over one to one: a `try`
with a label is a labelled block, a list of `Among` a line of text, a group of letters a string.
`client/snowball.js` is what `BaseStemmer` is to the Python.
"""

from __future__ import annotations

import ast
import gzip
import importlib
import inspect
import json
import re
import string
from collections import defaultdict
from collections.abc import Iterator, Sequence

from lunr_search.errors import SearchError

STATE = {"cursor": "c", "limit": "l", "limit_backward": "m", "bra": "b", "ket": "k", "current": "t"}
CALLS = {
    "in_grouping": "i", "out_grouping": "o", "in_grouping_b": "I", "out_grouping_b": "O", "go_in_grouping": "g",
    "go_out_grouping": "h", "go_in_grouping_b": "G", "go_out_grouping_b": "H", "eq_s": "e", "eq_s_b": "E",
    "find_among": "f", "find_among_b": "F", "slice_from": "s", "slice_to": "S", "insert": "n",
}  # fmt: skip
SIGNS = {
    ast.Add: "+", ast.Sub: "-", ast.Eq: "===", ast.NotEq: "!==", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">",
    ast.GtE: ">=", ast.Or: "||", ast.And: "&&",
}  # fmt: skip
WORDS = {ast.Break: "break;", ast.Continue: "continue;", ast.Pass: ";"}
LETTERS = len(string.ascii_uppercase)
# Some algorithms mark a word with capitals.
CAPITAL, TEXT = re.compile("[A-Z]"), re.compile('"[^"]*"')
# A list of endings that need no methods.
PLAIN_LIST = re.compile(r'const (\w+)=amongOf\("([^";]*)"\);')
# What the Python says at greater length than need be.
SHORTER = (
    (re.compile(r"(?<==)\((s\.l-\w+(?:\.c)?)\);"), r"\1;"),
    (re.compile(r"\[\(q-1\)\]"), "[q-1]"),
    (re.compile(r"!\(((?:s\.\w|r\d+)\([^()]*\))\)"), r"!\1"),
    (re.compile(r"\bfalse\b"), "!1"),
    (re.compile(r"\btrue\b"), "!0"),
    (re.compile(r"\blab(\d)"), r"L\1"),
    (re.compile(r"\bv_(\d)"), r"v\1"),
    (re.compile(r"\bamong_var\b"), "q"),
)
# What Snowball writes for one letter, forwards and backwards; a step of the cursor follows.
NEXT_IS = ("self.cursor == self.limit or self.current[self.cursor] != ", "self.cursor += 1", "e")
LAST_IS = (
    "self.cursor <= self.limit_backward or self.current[self.cursor - 1] != ",
    "self.cursor -= 1",
    "E",
)


def stemmer_js(algorithm: str) -> str:
    """An expression: a function of `Snowball` and `amongOf` that gives the stemmer, a function of a word.

    Raises SearchError if the installed `snowballstemmer` uses a form that is not known here.
    """
    module = importlib.import_module(f"snowballstemmer.{algorithm}_stemmer")
    classes = [node for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.ClassDef)]
    stemmer = next(node for node in classes if node.name.endswith("Stemmer"))
    return Compiler(stemmer).compiled()


class Compiler:
    """Turns one class of a stemmer into JavaScript."""

    def __init__(self, node: ast.ClassDef) -> None:
        self.name = node.name
        self.methods = {part.name: part for part in node.body if isinstance(part, ast.FunctionDef)}
        self.numbers = {name: f"r{at}" for at, name in enumerate(self.methods)}
        self.values = {
            part.targets[0].id: part.value
            for part in node.body
            if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name)
        }

    def compiled(self) -> str:
        """The whole of it."""
        methods = [
            f"const {self.numbers[name]}=()=>{{{self.method(part.body)}}};"
            for name, part in self.methods.items()
        ]
        values = [self.value(name, value) for name, value in self.values.items()]
        plain = [found for value in values if (found := PLAIN_LIST.fullmatch(value))]
        if len(plain) > 1:
            names, texts = ",".join(one[1] for one in plain), ";".join(one[2] for one in plain)
            values = [value for value in values if not PLAIN_LIST.fullmatch(value)]
            values.append(f'const [{names}]="{texts}".split(";").map((x)=>amongOf(x));')
        stem = self.numbers["_stem"]
        code = "".join([*methods, *values])
        for long, short in SHORTER:
            code = long.sub(short, code)
        usual = f"(Snowball,amongOf)=>{{const s=new Snowball();{code}return(w)=>{{s.start(w);{stem}();return s.t}}}}"
        if any(CAPITAL.search(text) for text in TEXT.findall(code)):
            return usual
        first = most_letters(code)
        # Letters of one byte take less to load: the word is written in capitals, and back.
        own = "".join(map(chr, range(first, first + LETTERS)))
        code = code.translate(str.maketrans(own, string.ascii_uppercase))
        swap = "const x=(w,r,d)=>w.replace(r,(c)=>String.fromCharCode(c.charCodeAt()+d));"
        there, back = f"x(w,/[{own[0]}-{own[-1]}]/g,{65 - first})", f"x(s.t,/[A-Z]/g,{first - 65})"
        other = f"(Snowball,amongOf)=>{{const s=new Snowball();{swap}{code}return(w)=>{{s.start({there});{stem}();return {back}}}}}"
        return min(usual, other, key=lambda one: len(gzip.compress(one.encode(), mtime=0)))

    def value(self, name: str, value: ast.expr) -> str:
        """A list of endings, a group of letters, or a first value."""
        if isinstance(value, ast.List):
            return f"const {name}={self.among(value.elts)};"
        found = ast.literal_eval(value)
        if isinstance(found, set):
            return f"const {name}={text_of(''.join(sorted(found)))};"
        word = "let" if name[:2] in {"B_", "I_", "S_"} else "const"
        return f"{word} {name}={text_of(list(found) if isinstance(found, tuple) else found)};"

    def among(self, entries: Sequence[ast.expr]) -> str:
        """A list of endings, put together by what they mean: mostly 1, 2, 3 and so on, which is then not said."""
        by_result: dict[int, list[tuple[str, str | None]]] = defaultdict(list)
        for entry in entries:
            if not isinstance(entry, ast.Call) or len(entry.args) not in {3, 4}:
                raise unknown(entry)
            text, _, result = (ast.literal_eval(part) for part in entry.args[:3])
            method = entry.args[3].id if len(entry.args) > 3 and isinstance(entry.args[3], ast.Name) else None
            by_result[result].append((text, method))
        groups, listed, expected = [], list[str | None](), 1
        for result, texts in sorted(by_result.items()):
            texts.sort(key=lambda one: one[0])
            said = "" if result == expected else f"{result}:"
            groups.append(said + front_coded([text for text, _ in texts]))
            listed += [method for _, method in texts]
            expected = result + 1
        methods = ",".join(f"{at}:{self.numbers[method]}" for at, method in enumerate(listed) if method)
        return f"amongOf({text_of('|'.join(groups))}{f',{{{methods}}}' if methods else ''})"

    # -- statements --------------------------------------------------------------------------------------

    def method(self, body: Sequence[ast.stmt]) -> str:
        """The body of a method, its variables declared first: a block in Python has none of its own."""
        names = {
            node.id
            for part in body
            for node in ast.walk(part)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id != "_"
        }
        declared = f"let {','.join(sorted(names))};" if names else ""
        return declared + self.block(body)

    def block(self, body: Sequence[ast.stmt]) -> str:
        """Statements one after another."""
        return "".join(self.statements(body))

    def statements(self, body: Sequence[ast.stmt]) -> Iterator[str]:
        """Each statement; a test of one letter and the step after it are one."""
        at = 0
        while at < len(body):
            part = body[at]
            after = ast.unparse(body[at + 1]) if at + 1 < len(body) else ""
            letter = letter_test(part, after) if isinstance(part, ast.If) else None
            if letter and isinstance(part, ast.If):
                yield f"if(!{letter}){self.braced(part.body)}"
                at += 2
            else:
                yield self.statement(part)
                at += 1

    def statement(self, part: ast.stmt) -> str:
        """One statement."""
        match part:
            case ast.Assign(targets=[target]):
                return f"{self.expression(target)}={self.expression(part.value)};"
            case ast.AugAssign():
                return f"{self.expression(part.target)}{SIGNS[type(part.op)]}={self.expression(part.value)};"
            case ast.Expr(value=ast.Call()):
                return f"{self.expression(part.value)};"
            case ast.If():
                # Another test needs no braces: it takes along what is said for neither.
                is_next = len(part.orelse) == 1 and isinstance(part.orelse[0], ast.If)
                what = self.block(part.orelse) if is_next else self.braced(part.orelse)
                otherwise = f"else {what}" if part.orelse else ""
                return f"if({self.expression(part.test)}){self.braced(part.body)}{otherwise}"
            case ast.While(test=ast.Constant(value=True)):
                return f"for(;;){self.braced(part.body)}"
            case ast.For(target=ast.Name(id="_"), iter=ast.Tuple(elts=times)):
                return f"for(let _=0;_<{len(times)};_++){self.braced(part.body)}"
            case ast.Try(handlers=[ast.ExceptHandler(type=ast.Name(id=label), body=[ast.Pass()])]):
                return f"{label}:{{{self.block(part.body)}}}"
            case ast.Raise(exc=ast.Call(func=ast.Name(id=label))):
                return f"break {label};"
            case ast.Return(value=value) if value is not None:
                return f"return {self.expression(value)};"
        if type(part) in WORDS:
            return WORDS[type(part)]
        raise unknown(part)

    def braced(self, body: Sequence[ast.stmt]) -> str:
        """A block in braces; without them if it is one step that takes none."""
        inner = self.block(body)
        is_step = len(body) == 1 and isinstance(body[0], ast.Return | ast.Raise | ast.Break | ast.Continue)
        return inner if is_step else f"{{{inner}}}"

    # -- expressions -------------------------------------------------------------------------------------

    def expression(self, part: ast.expr) -> str:
        """One expression."""
        match part:
            case ast.Constant(value=value):
                return text_of(value)
            case ast.Name(id=name):
                return name
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                return f"s.{STATE[name]}" if name in STATE else name
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner == self.name:
                return name
            case ast.Subscript(value=value, slice=place):
                return f"{self.expression(value)}[{self.expression(place)}]"
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return f"!({self.expression(operand)})"
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"-{self.expression(operand)}"
            case ast.BinOp(left=left, op=op, right=right):
                return f"({self.expression(left)}{SIGNS[type(op)]}{self.expression(right)})"
            case ast.BoolOp(op=joint, values=values):
                return f"({SIGNS[type(joint)].join(map(self.expression, values))})"
            case ast.Compare(left=left, ops=[sign], comparators=[right]):
                return f"{self.expression(left)}{SIGNS[type(sign)]}{self.expression(right)}"
            case ast.Call(func=function, args=given):
                return self.call(function, given)
        raise unknown(part)

    def call(self, function: ast.expr, given: Sequence[ast.expr]) -> str:
        """A call of a method, of the base class's or the stemmer's own."""
        said = [self.expression(one) for one in given]
        match function:
            case ast.Name(id="len"):
                return f"{said[0]}.length"
            case ast.Attribute(value=ast.Name(id="self"), attr="slice_del"):
                return 's.s("")'
            case ast.Attribute(value=ast.Name(id="self"), attr=name) if name in CALLS:
                return f"s.{CALLS[name]}({','.join(said)})"
            case ast.Attribute(value=ast.Name(id="self"), attr=name) if name in self.numbers and not said:
                return f"{self.numbers[name]}()"
        raise unknown(function)


def front_coded(texts: Sequence[str]) -> str:
    """What sorted texts all begin with, a line below, and for each how many letters more it shares with the one before, and the rest."""
    whole = common_beginning(texts)
    found, last = [f"{whole}_" if whole else ""], ""
    for text in texts:
        rest = text[len(whole) :]
        shared = min(len(common_beginning([last, rest])), 9)
        found.append(f"{shared}{rest[shared:]}")
        last = rest
    return "".join(found)


def common_beginning(texts: Sequence[str]) -> str:
    """What all sorted texts begin with."""
    one, other = texts[0], texts[-1]
    size = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return one[:size]


def most_letters(code: str) -> int:
    """Where so many code points in a row begin as there are capitals that hold the most letters of another script."""
    own = sorted(ord(letter) for letter in code if letter > "\u02ff" and letter.isalpha())
    return max(
        set(own),
        key=lambda first: (sum(first <= one < first + LETTERS for one in own), -first),
        default=0x3B1,
    )


def letter_test(part: ast.If, after: str) -> str | None:
    """The call that stands for a test of one letter and the step that follows; None if this is none."""
    test = ast.unparse(part.test)
    for beginning, step, call in (NEXT_IS, LAST_IS):
        if test.startswith(beginning) and after == step and not part.orelse:
            return f"s.{call}({text_of(ast.literal_eval(test.removeprefix(beginning)))})"
    return None


def text_of(value: object) -> str:
    """A constant as JavaScript writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def unknown(part: ast.AST) -> SearchError:
    """The error for a form that Snowball did not use when this was written."""
    return SearchError(
        f"the installed snowballstemmer uses a form that is not known here: {ast.unparse(part)[:80]}",
        fix="install the version that requirements.lock names",
    )
