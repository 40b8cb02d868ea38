from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.banks.yaml_reader import DEPTH_LIMIT, Source, read_bytes, read_text


def first(raw: bytes) -> str:
    return str(read_bytes("f.yaml", raw).problems[0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("-7", -7),
        ("1e3", 1000.0),
        ("1.50", 1.5),
        ("12:30:45", "12:30:45"),
        ("2026-12-01", "2026-12-01"),
        ("1_000", "1_000"),
        ('"1"', "1"),
        ("'a''b'", "a'b"),
        ('"a\\u200bb"', "ab"),
    ],
)
def test_scalars_are_those_of_the_core_schema(text: str, value: Any) -> None:
    source = read_text("f.yaml", f"a: {text}\n")
    assert source.problems == ()
    assert source.data == {"a": value}
    assert type(source.data["a"]) is type(value)


def test_keys_are_text_as_they_are_spelled() -> None:
    assert read_text("f", "{0: a, true: b, 1.0: c, ~: d}").data == {"0": "a", "true": "b", "1.0": "c", "~": "d"}


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"a: 1\nb: \x00", "f.yaml:2:4: QB003 a NUL byte"),
        (b"a: 1\nb: \xe9", "f.yaml:2:4: QB003 bytes that are no UTF-8"),
        (b"\xff\xfea\x00", "f.yaml:1:1: QB003 written in UTF-16"),
        (b"\xfe\xff\x00a", "f.yaml:1:1: QB003 written in UTF-16"),
        (b"a: b\x07", "f.yaml:1:5: QB004 the character U+0007 may not stand in YAML"),
        (b"a: [1\nb: 2", "f.yaml:2:2: QB004 did not find expected ',' or ']'"),
        (b"a:\n\t- 1", "f.yaml:2:1: QB004 found character that cannot start any token"),
        (b"a: 1\na: 2", "f.yaml:2:1: QB008 'a' stands here twice"),
        (b"a: 1\n'a': 2", "f.yaml:2:1: QB008 'a' stands here twice"),
        (b"a: 1\n--- \nb: 2", "f.yaml:2:1: QB009 a second document"),
        (b"a: &x [1]", "f.yaml:1:4: QB006 an anchor (&x)"),
        (b"a: 1\nb: *x", "f.yaml:2:4: QB006 an alias (*x)"),
        (b"a: !x 1", "f.yaml:1:4: QB007 a tag (!x)"),
        (b"[" * 30_000, f"f.yaml:1:{DEPTH_LIMIT + 1}: QB005 nested deeper than 24"),
        (b"{a: " * 30_000, "QB005 nested deeper than 24"),
        (b"- " * 30_000, "QB005 nested deeper than 24"),
        (b"a: 1\nb: 1234567890123456", "f.yaml:2:4: QB012 a number of more than 15 digits"),
        (b"a: 1\n" + b"x" * 1_000_000, "f.yaml:1:1: QB002 larger than 1 MB"),
        (b"", "f.yaml:1:1: QB010 nothing in it"),
    ],
)
def test_what_is_refused_has_its_place(raw: bytes, told: str) -> None:
    assert told in first(raw)


def test_a_bomb_of_aliases_is_not_expanded() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    source = read_text("f", "\n".join(lines))
    assert {problem.code for problem in source.problems} == {"QB006"}
    assert len(source.data["a9"]) == 9


def test_every_mistake_that_does_not_stop_the_reading_is_reported_in_one_run() -> None:
    source = read_text("f", "a: &x 1\na: 2\nb: *x\nc: !t 3\n? [k]\n: 4\nd: 12345678901234567890\ne: 5\n")
    assert [problem.code for problem in source.problems] == ["QB006", "QB008", "QB006", "QB007", "QB011", "QB012"]
    assert source.data == {"a": 1, "b": None, "c": "3", "d": None, "e": 5}
    assert source.poisoned == {("b",), ("d",)}


def place(source: Source, *keys: str | int) -> tuple[int, int, int, int]:
    spot = source.spots[keys]
    return spot.line, spot.column, spot.key_line, spot.key_column


def test_each_value_has_the_place_of_itself_and_of_its_key() -> None:
    source = read_text("f", "ä: {b: [1, {c: x}]}\nd:\n  - e: >\n      folded\n      text\n")
    assert place(source, "ä") == (1, 4, 1, 1)
    assert place(source, "ä", "b", 0) == (1, 9, 1, 9)
    assert place(source, "ä", "b", 1, "c") == (1, 16, 1, 13)
    assert place(source, "d", 0) == (3, 5, 3, 5)
    assert place(source, "d", 0, "e") == (3, 8, 3, 5)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a: one two X", (1, 12)),
        ("a: 'one ''two'' X'", (1, 17)),
        ('a: "one \\"two\\" X"', (1, 17)),
        ("a: one\n  two\n  X", (3, 3)),
        ("a: >\n  one\n  two X", (3, 7)),
        ("a: |\n  one\n\n  two\n    X", (5, 5)),
        ("- {b: 1}\n- {a: ä ö X}", (2, 11)),
    ],
)
def test_a_place_inside_a_text_is_found_in_every_style(text: str, where: tuple[int, int]) -> None:
    source = read_text("f", text)
    keys: tuple[str | int, ...] = (1, "a") if text.startswith("-") else ("a",)
    value = source.data[1]["a"] if text.startswith("-") else source.data["a"]
    problem = source.inside("QB113", keys, value.index("X"), "here")
    assert (problem.line, problem.column) == where


def test_a_place_that_is_not_there_is_told_at_what_is_around_it() -> None:
    source = read_text("f", "a:\n  b: 1\n")
    assert str(source.problem("QB202", ("a", "c"), "missing")).startswith("f:2:3:")
    assert str(source.problem("QB202", ("x",), "missing")).startswith("f:1:1:")


@given(st.binary(max_size=300) | st.text("ab:-[]{}&*!?'\"|>#,\n 01.~%@\t", max_size=80).map(str.encode))
def test_any_bytes_give_data_or_located_problems(raw: bytes) -> None:
    source = read_bytes("f", raw)
    lines = raw.count(b"\n") + raw.count(b"\r") + sum(map(source.text.count, "\x85\u2028\u2029")) + 1
    assert all(1 <= problem.line <= lines + 1 and problem.column >= 1 for problem in source.problems)
    assert not source.fatal or (source.problems and source.data is None)
    assert source.fatal or () in source.spots or source.problems
