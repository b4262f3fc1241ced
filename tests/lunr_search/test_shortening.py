"""Shorter names change nothing that code does."""

from __future__ import annotations

import re

import pytest

from lunr_search.client_files import client_files, client_texts
from lunr_search.shortening import shortened, tokens
from support.node import run_module

CODE = [
    ("let number = 1; for (let at = 0; at < 3; at++) { number++; } console.log(number - -number);", "8"),
    ("const a = 1; const longer = 2; const more = 3; console.log(a, longer, more, longer);", "1 2 3 2"),
    ("const sums = () => { let first, second = 4; first = 3; return first + second; }; console.log(sums());", "7"),
    ('const greeting = "a, b"; console.log(greeting + `${greeting.length} {greeting}`);', "a, b4 {greeting}"),
    ("const made = ({ first, second = 3 }) => ({ first, second }); console.log(JSON.stringify(made({ first: 1 })));", '{"first":1,"second":3}'),
    ("let total = 0; for (const [name, count] of Object.entries({ a: 1, b: 2 })) { total = total + count * (name === 'a' ? 1 : 10); } console.log(total);", "21"),
    ("class Box { #inner = 1; size = 2; get whole() { return this.#inner + this.size; } } const box = new Box(); console.log(box.whole);", "3"),
    ("const words = 'a/b c'.split(/[/ ]/); const half = words.length / 2 / 1; console.log(half, words.at(-1));", "1.5 c"),
    ("const up = (number) => number + +'1' - -number; console.log(up(2));", "5"),
    ("outer: for (const one of [1, 2]) { for (;;) { if (one === 1) continue outer; break outer; } } console.log('done');", "done"),
    ("const one = 1; const { two, three = 3 } = { two: 2 }; let four; { const one = 5; const six = (seven) => seven; four = six(one); } const last = 8; console.log(one, two, three, four, last);", "1 2 3 5 8"),
    ("const given = async (one) => one; const both = (one, other) => one + other; const none = () => 7; const later = (run) => run(() => 8); let it = 0; for (let at = 0; at < 2; at++) it += at; const is = true; const no = !is || false; given(4).then((four) => console.log(four, both(1, 2), none() + later((run) => run()), it, is, no, { true: 1 }.true));", "4 3 15 1 true false 1"),
    ("const one = (2 + 3); const two = (one, 7); let three = ([1, 2]); three = (one ? (4) : 5); console.log(one, two, three, (one) * 2);", "5 7 4 10"),
    ("const nested = (text) => `${[text].map((one) => `<${one}>`).join()}!`; console.log(nested('x'));", "<x>!"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "said"), CODE)
def test_code_says_what_it_said(code: str, said: str) -> None:
    short = shortened(code)
    assert len(short) < len(code)
    assert run_module(short).strip() == said
    assert run_module(code).strip() == said


def test_a_short_name_that_stays_is_given_to_no_other() -> None:
    names = [f"name{number}" for number in range(60)]
    code = "".join(f"const {name} = 1; console.log({name}, {name});" for name in names)
    short = shortened(f"{code} for (const ab of [2]) console.log([ab, {', '.join(names)}].join(''));")
    assert run_module(short).split()[-1] == "2" + "1" * 60


def test_names_of_different_statements_may_be_the_same() -> None:
    code = (
        "const before = 2; function first(inner) { const other = inner + before; return () => other; } "
        "class Second { add(value) { const whole = value + this.base; return whole; } base = 2; } "
        "if (before) { let mine = 1; function third(theirs) { return theirs + mine; } console.log(third(1)); } "
        "else { let yours = 1; console.log(yours); } console.log(first(1)(), new Second().add(5));"
    )
    short = shortened(code)
    assert run_module(short) == run_module(code) == "2\n3 7\n"
    # Ten variables.
    assert len(set(re.findall(r"\b[a-z]\b", short))) < 8


def test_what_is_exported_keeps_its_name() -> None:
    assert "export let page=" in shortened("export const page = (argument) => argument;")


def test_the_client_is_read_whole() -> None:
    for source in client_files(client_texts("en", ["az", "en", "ru"]), b"{}").values():
        assert "".join(text for _, text in tokens(source.decode())) == source.decode()


def test_declarations_that_follow_one_another_are_one() -> None:
    short = shortened(
        "const first = 1; const second = (given) => given; export const third = true; let fourth = second(first);"
    )
    assert short == "let a=1,c=b=>b;export let third=!0;let d=c(a);\n"
