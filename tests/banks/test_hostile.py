"""The shapes of YAML's public test suite, and what breaks parsers: a located mistake or what is written, never more."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from discovery.banks.library import Library
from discovery.banks.lint import check_bytes
from discovery.banks.load import PROBLEMS_LIMIT
from discovery.banks.yaml_reader import VALUES_LIMIT, read_bytes
from tests.banks.samples import SHIPPED, library

BOMB = "\n".join(["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10))]).encode()

REFUSED: dict[str, tuple[bytes, str]] = {
    "anchor": (b"a: &x 1", "f:1:4: QB006 "),
    "anchor on a list": (b"a: &x [1]", "f:1:4: QB006 "),
    "anchor on a key": (b"&k a: 1", "f:1:1: QB006 "),
    "anchor of nothing": (b"a: &x", "f:1:4: QB006 "),
    "alias": (b"a: *x", "f:1:4: QB006 "),
    "alias as a key": (b"*x : 1", "f:1:1: QB006 "),
    "alias to itself": (b"a: &x [*x]", "f:1:4: QB006 "),
    "anchor twice": (b"a: &x &y 1", "f:1:4: QB006 "),
    "merge of an alias": (b"a: &x {b: 1}\nc: {<<: *x}", "f:1:4: QB006 "),
    "local tag": (b"a: !x 1", "f:1:4: QB007 "),
    "verbatim tag": (b"a: !<tag:yaml.org,2002:str> 1", "f:1:4: QB007 "),
    "short tag": (b"a: !!int '1'", "f:1:4: QB007 "),
    "non-specific tag": (b"a: ! 1", "f:1:4: QB007 "),
    "python tag": (b"a: !!python/object/apply:os.system [ls]", "f:1:4: QB007 "),
    "binary": (b"a: !!binary R0lGODlh", "f:1:4: QB007 "),
    "set": (b"--- !!set {a, b}", "f:1:5: QB007 "),
    "omap": (b"--- !!omap [a: 1]", "f:1:5: QB007 "),
    "unknown handle": (b"a: !e!x 1", "f:1:4: QB004 "),
    "yaml directive of the future": (b"%YAML 3.0\n---\na: 1", "f:1:1: QB004 "),
    "yaml directive twice": (b"%YAML 1.2\n%YAML 1.2\n---\na: 1", "f:2:1: QB004 "),
    "directive without a document": (b"%YAML 1.2\na: 1", "f:2:1: QB004 "),
    "tag directive": (b"%TAG ! tag:x,2026:\n---\na: 1", "f:1:1: QB007 "),
    "unknown directive": (b"%FOO bar\n---\na: 1", "f:1:5: QB004 "),
    "two documents": (b"a: 1\n---\nb: 2", "f:2:1: QB009 "),
    "two empty documents": (b"---\n---\n", "f:2:1: QB009 "),
    "bare documents": (b"a: 1\n...\nb: 2", "f:3:1: QB004 "),
    "block in flow": (b"{a:\n- b}", "f:2:1: QB004 "),
    "comma only": (b"[,]", "f:1:2: QB004 "),
    "double comma": (b"[a,,b]", "f:1:4: QB004 "),
    "unclosed list": (b"a: [b", "f:2:1: QB004 "),
    "unclosed mapping": (b"{a: b", "f:2:1: QB004 "),
    "unclosed quote": (b"a: 'b", "f:1:6: QB004 "),
    "unopened bracket": (b"a: b]\n]", "f:2:1: QB004 "),
    "null key in flow": (b"{: 1}", "f:1:2: QB004 "),
    "indent off": (b"a:\n   b: 1\n  c: 2", "f:3:3: QB004 "),
    "colon in a text": (b"a: b: c", "f:1:5: QB004 "),
    "wrong indent indicator": (b"a: |10\n x", "f:1:6: QB004 "),
    "list as a key": (b"? [a]\n: b", "f:1:3: QB011 "),
    "mapping as a key": (b"{a: 1}: b", "f:1:1: QB011 "),
    "explicit empty key": (b"? \n: b", "f:1:2: QB011 "),
    "empty key": (b": b", "f:1:1: QB004 "),
    "multi line key": (b"a\n b: c", "f:2:3: QB004 "),
    "long key": (b"k"*1100+b": 1", "f:1:1101: QB004 "),
    "keys twice": (b"a: 1\na: 2", "f:2:1: QB008 "),
    "key twice, spelled twice": (b"a: 1\n\"a\": 2", "f:2:1: QB008 "),
    "number and text as keys": (b"1: a\n'1': b", "f:2:1: QB008 "),
    "tab for indent": (b"a:\n\tb: 1", "f:2:1: QB004 "),
    "tab after a dash": (b"-\ta", "f:1:2: QB004 "),
    "tab alone": (b"\t", "f:1:1: QB004 "),
    "utf-16 le": ("a: 1".encode("utf-16"), "f:1:1: QB003 "),
    "utf-16 be": (b"\xfe\xff"+"a: 1".encode("utf-16-be"), "f:1:1: QB003 "),
    "utf-16 without mark": ("a: 1".encode("utf-16-le"), "f:1:2: QB003 "),
    "utf-32 le": ("a: 1".encode("utf-32"), "f:1:1: QB003 "),
    "utf-32 be": (b"\0\0\xfe\xff"+"a: 1".encode("utf-32-be"), "f:1:1: QB003 "),
    "nul": (b"a: \0", "f:1:4: QB003 "),
    "bell": (b"a: \x07", "f:1:4: QB004 "),
    "delete": (b"a: \x7f", "f:1:4: QB004 "),
    "c1 control": (b"a: \xc2\x90", "f:1:4: QB004 "),
    "not a character": ("a: \uffff".encode(), "f:1:4: QB004 "),
    "lone surrogate": (b"a: \xed\xa0\x80", "f:1:4: QB003 "),
    "lone surrogate escaped": (b'a: "\\ud800"', "f:1:7: QB004 "),
    "pair of surrogates escaped": (b'a: "\\ud83d\\ude00"', "f:1:7: QB004 "),
    "beyond unicode": (b'a: "\\U00110000"', "f:1:7: QB004 "),
    "overlong": (b"a: \xc0\xaf", "f:1:4: QB003 "),
    "latin 1": (b"a: caf\xe9", "f:1:7: QB003 "),
    "cut off": (b"a: \xf0\x9f\x98", "f:1:4: QB003 "),
    "bomb": (BOMB, "f:1:5: QB006 "),
    "deep lists": (b"["*50_000, "f:1:25: QB005 "),
    "deep mappings": (b"{a: "*50_000, "f:1:97: QB005 "),
    "deep dashes": (b"- "*50_000, "f:1:49: QB005 "),
    "deep keys": (b"? "*50_000, "f:1:3: QB011 "),
    "deep and closed": (b"["*50_000+b"]"*50_000, "f:1:25: QB005 "),
    "deep indents": (b"".join(b" "*n+b"a:\n" for n in range(300)), "f:25:25: QB005 "),
    "huge int": (b"a: "+b"9"*5000, "f:1:4: QB012 "),
    "long float": (b"a: 0."+b"1"*400, "f:1:4: QB012 "),
    "nulls": (b"a: [~, null, Null, , '']", "f:1:20: QB004 "),
    "nothing": (b"", "f:1:1: QB010 "),
    "spaces": (b"   \n", "f:1:1: QB010 "),
    "comment": (b"# a", "f:1:1: QB010 "),
    "null": (b"~", "f:1:1: QB010 "),
    "reserved": (b"a: @b", "f:1:4: QB004 "),
    "backtick": (b"a: `b`", "f:1:4: QB004 "),
    "percent": (b"a: %b", "f:1:4: QB004 "),
    "bad escape": (b'a: "\\x"', "f:1:7: QB004 "),
    "unknown escape": (b'a: "\\q"', "f:1:5: QB004 "),
}  # fmt: skip

CLEAN: dict[str, tuple[bytes, Any]] = {
    "merge key": (b"<<: {a: 1}\nb: 2", {'<<': {'a': 1}, 'b': 2}),
    "yaml directive": (b"%YAML 1.2\n---\na: 1", {'a': 1}),
    "document end": (b"a: 1\n...\n", {'a': 1}),
    "marker with content": (b"--- {a: 1}", {'a': 1}),
    "marker in a text": (b"a: |\n  ---\n  x", {'a': '---\nx'}),
    "flow in block": (b"a:\n  - {b: [c, {d: e}]}", {'a': [{'b': ['c', {'d': 'e'}]}]}),
    "trailing commas": (b"{a: [1, 2,], b: 3,}", {'a': [1, 2], 'b': 3}),
    "adjacent value": (b'{"a":1}', {'a': 1}),
    "set in flow": (b"{a, b}", {'a': None, 'b': None}),
    "pair in a list": (b"[a: 1]", [{'a': 1}]),
    "compact nesting": (b"- - - a\n  - b", [[['a'], 'b']]),
    "list at the indent of its key": (b"a:\n- b\n- c", {'a': ['b', 'c']}),
    "list item without space": (b"-a\n-b", '-a -b'),
    "colon without space": (b"a:1", 'a:1'),
    "hash in a text": (b"a: b#c #d", {'a': 'b#c'}),
    "text over lines": (b"a: b\n  c\n\n  d", {'a': 'b c\nd'}),
    "keep and strip": (b"a: |+\n  x\n\nb: >-\n  y\n  z\n", {'a': 'x\n\n', 'b': 'y z'}),
    "indent indicator": (b"a: |2\n   x", {'a': ' x'}),
    "folded without text": (b"a: >\n", {'a': ''}),
    "explicit key": (b"? a\n: b", {'a': 'b'}),
    "explicit key without value": (b"? a", {'a': None}),
    "tab after a colon": (b"a:\tb", {'a': 'b'}),
    "tab at the end": (b"a: b\t", {'a': 'b'}),
    "byte order mark": (b"\xef\xbb\xbfa: 1", {'a': 1}),
    "two marks": (b"\xef\xbb\xbf\xef\xbb\xbfa: 1", {'a': 1}),
    "mark inside": (b"a: \xef\xbb\xbfb", {'a': 'b'}),
    "windows lines": (b"a: 1\r\nb: 2\r\n", {'a': 1, 'b': 2}),
    "old mac lines": (b"a: 1\rb: 2\r", {'a': 1, 'b': 2}),
    "mixed lines": (b"a: 1\nb: 2\r\nc: 3\r", {'a': 1, 'b': 2, 'c': 3}),
    "unicode lines": ("a: 1\u2028b: 2\u0085c: 3".encode(), {'a': 1, 'b': 2, 'c': 3}),
    "nul escaped": (b'a: "\\0"', {'a': ''}),
    "bell escaped": (b'a: "\\a\\e[31m"', {'a': '[31m'}),
    "bidi": ("a: \u202eb".encode(), {'a': 'b'}),
    "zero width": ("\u200ba: 1".encode(), {'a': 1}),
    "tiny float": (b"a: 1e-999999", {'a': 0.0}),
    "octal of 1.1": (b"a: 010", {'a': 10}),
    "octal": (b"a: 0o10", {'a': 8}),
    "broken octal": (b"a: 0o9", {'a': '0o9'}),
    "hex": (b"a: 0xFF", {'a': 255}),
    "binary number": (b"a: 0b11", {'a': '0b11'}),
    "sexagesimal": (b"a: 190:20:30", {'a': '190:20:30'}),
    "underscores": (b"a: 1_000", {'a': '1_000'}),
    "signs": (b"a: [+1, -1, +-1]", {'a': [1, -1, '+-1']}),
    "dot": (b"a: [., .5, 5.]", {'a': ['.', 0.5, 5.0]}),
    "date": (b"a: 2026-12-31", {'a': '2026-12-31'}),
    "time stamp": (b"a: 2026-12-31T10:00:00Z", {'a': '2026-12-31T10:00:00Z'}),
    "no such date": (b"a: 2026-02-31", {'a': '2026-02-31'}),
    "norway": (b"a: [no, yes, on, off, n, y]", {'a': ['no', 'yes', 'on', 'off', 'n', 'y']}),
    "value": (b"a: =", {'a': '='}),
    "scalar": (b"a", 'a'),
    "quoted scalar": (b"'a'", 'a'),
    "list": (b"[a]", ['a']),
}  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Library:
    return library(SHIPPED)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_has_its_place(name: str) -> None:
    raw, told = REFUSED[name]
    source = read_bytes("f", raw)
    assert str(source.problems[0]).startswith(told)
    assert all("; " in problem.text for problem in source.problems)


@pytest.mark.parametrize("name", CLEAN)
def test_what_is_plain_is_read_as_it_is_written(name: str) -> None:
    raw, data = CLEAN[name]
    source = read_bytes("f", raw)
    assert source.problems == ()
    assert source.data == data


def test_numbers_without_end_are_read_and_are_no_numbers_of_a_bank() -> None:
    data = read_bytes("f", b"a: [.inf, -.INF, .nan, 1e999999]").data["a"]
    assert data[:2] == [math.inf, -math.inf]
    assert math.isnan(data[2])
    assert data[3] == math.inf


@pytest.mark.parametrize("raw", [raw for raw, _ in (*REFUSED.values(), *CLEAN.values())], ids=[*REFUSED, *CLEAN])
def test_none_of_them_is_a_bank(raw: bytes, shipped: Library) -> None:
    problems = check_bytes(shipped, "f", raw)
    assert problems
    assert all(problem.line >= 1 and problem.column >= 1 and "; " in problem.text for problem in problems)


def test_a_folder_full_of_them_keeps_nobody_from_calling(shipped: Library, tmp_path: Path) -> None:
    """Each is named as a topic and a framework; some begin like one, and cannot be read to the end."""
    for number, (raw, _) in enumerate((*REFUSED.values(), *CLEAN.values())):
        for folder, kind in (("topics", b"topic"), ("frameworks", b"framework")):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / f"f{number}.yaml").write_bytes(raw)
            (tmp_path / folder / f"g{number}.yaml").write_bytes(kind + b": money\n" + raw)
    banks = library(tmp_path, SHIPPED)
    assert banks.bank("bant") == shipped.bank("bant")
    assert banks.set_aside()
    assert all(entry.problem for entry in banks.entries() if entry.id not in shipped.framework_ids())


@pytest.mark.parametrize("key", ["<<", "<leaf>", "<all>", "[key]", "<", "[", "~", "0"])
@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("topic", "", ""), ("topic", "facts: [{", "}]"), ("topic", "facts: [{when: {", "}}]"),
        ("topic", "facts: [{when: {all: [{", "}]}}]"), ("topic", "facts: [{choices: [{", "}]}]"),
        ("topic", "quality: {", "}"), ("framework", "criteria: [{wording: {", "}}]"), ("reasons", "more: {", "}"),
    ],
)  # fmt: skip
def test_a_key_that_looks_like_a_mark_of_the_checker_is_an_unknown_key(
    key: str, kind: str, before: str, after: str, shipped: Library
) -> None:
    problems = check_bytes(shipped, "f", f"{kind}: x\n{before}'{key}': {{a: b}}{after}\n".encode())
    assert {problem.line for problem in problems} <= {1, 2}
    assert any(f"'{key}'" in problem.text or problem.code in ("QB201", "QB203", "QB209") for problem in problems)


@pytest.mark.parametrize(
    ("unit", "before"),
    [
        (b"1,", b"topic: x\ntitle: y\nfacts: ["), (b"{},", b"facts: ["), (b"- ", b""), (b"-\n", b"facts:\n"),
        (b"a:\n", b""), (b"? \n", b""), (b"{a,", b""), (b"*a,", b"["), (b"&a x,", b"["), (b"!a x,", b"["),
        (b"[", b""), (b"---\n", b""), (b"%TAG !a! b\n", b""), (b"#\n", b""), (b"\n", b"a: |\n"), (b"''", b"a: '"),
    ],
)  # fmt: skip
def test_a_megabyte_of_one_thing_is_a_few_problems(unit: bytes, before: bytes, shipped: Library) -> None:
    problems = check_bytes(shipped, "f", (before + unit * 1_000_000)[:999_999])
    assert 1 <= len(problems) <= PROBLEMS_LIMIT + 1


@pytest.mark.parametrize(("more", "codes"), [(0, []), (1, ["QB002"])])
def test_a_file_has_a_limited_number_of_keys_and_values(more: int, codes: list[str]) -> None:
    raw = b"a: [" + b"1, " * (VALUES_LIMIT - 3 + more) + b"]"
    assert [problem.code for problem in read_bytes("f", raw).problems] == codes
