"""JSON whose outer tables know their lines, within bounds that no real deck meets."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlcards.readers import json_tree
from mlcards.readers.json_tree import JsonFault, Table, read_json

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["notes", "a", "b"]), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(values, st.sampled_from([{"indent": 0}, {"indent": 2}, {"ensure_ascii": False}]))
def test_it_says_what_the_json_module_says(value: Any, style: dict[str, Any]) -> None:
    text = json.dumps(value, **style)
    assert read_json(text, ("notes",)) == value
    assert read_json(f" \n{text}\r\n\t", ()) == value


def test_tables_in_followed_lists_know_their_lines() -> None:
    found = read_json(
        '{\n "x": [{"a": 1}],\n "decks": [\n  {"notes": [\n\n   {"q": "a\\nb"}, {"q": "c"}\n]}\n]}',
        ("decks", "notes"),
    )
    assert found.line == 1
    assert found["x"][0].line == 0
    assert found["decks"][0].line == 4
    assert [note.line for note in found["decks"][0]["notes"]] == [6, 6]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("{", 1),
        ('{"a"', 1),
        ('{"a" 1}', 1),
        ('{"a": 1,}', 1),
        ('{"a": 1 "b": 2}', 1),
        ("{a: 1}", 1),
        ('{\n"notes": [\n1\n2]}', 4),
        ('{\n"notes": [1,\n]}', 3),
        ('{"a": "x\ny"}', 1),
        ('{"a": 1}\n{"b": 2}', 2),
        ('{"a": 1,\n"a": 2}', 2),
        ('{"b": {"a": 1, "a": 2}}', 1),
        ('{"a": NaN}', 1),
        ('{"a": -Infinity}', 1),
        ('{"a": ' + "1" * 5000 + "}", 1),
        ('{"a": ' + "[" * 100_000 + "}", 1),
        ('{"notes": [' * 50 + "]}" * 50, 1),
        ("'text'", 1),
    ],
)
def test_what_is_no_json_has_its_line(text: str, line: int) -> None:
    with pytest.raises(JsonFault) as caught:
        read_json(text, ("notes",))
    assert caught.value.line == line


def test_lists_within_lists_are_left_to_the_json_module() -> None:
    assert read_json('[[{"a": 1}], {"b": 2}]', ()) == [[{"a": 1}], {"b": 2}]
    assert isinstance(read_json('[{"b": 2}]', ())[0], Table)


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_tree, "_MOST_TABLES", 5)
    read_json(json.dumps([{"a": 1}] * 5), ())
    with pytest.raises(JsonFault, match="more parts"):
        read_json(json.dumps([{"a": 1}] * 6), ())
    with pytest.raises(JsonFault, match="more parts"):
        read_json('{  "a": 1}' * 6, ())
    monkeypatch.setattr(json_tree, "_MOST_BRACKETS", 5)
    with pytest.raises(JsonFault, match="more parts"):
        read_json("[[],[],[],[],[]]", ())
    monkeypatch.setattr(json_tree, "_MOST_TEXTS", 2)
    with pytest.raises(JsonFault, match="more parts"):
        read_json('["a", "b", "c", "d"]', ())


@given(st.text('{}[]",:\\ \nanotes1eE-.', max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    found: Any
    try:
        found = read_json(text, ("notes",))
    except JsonFault as fault:
        found = fault
    if isinstance(found, JsonFault):
        assert found.message
        assert found.line is None or found.line >= 1
    else:
        assert found == json.loads(text)
