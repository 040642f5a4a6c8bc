"""The field that mlcards keeps on Anki's notes."""

import json
import re
import unicodedata

from hypothesis import given

from mlcards.core.anki_own import anki_tag, digest, is_own, written
from support.strategies import hostile_texts


@given(hostile_texts, hostile_texts)
def test_it_holds_any_text_in_a_way_that_anki_leaves_alone(name: str, text: str) -> None:
    text = f"{text}{{{{c1::<img src='x'>}}}}[sound:x.mp3]e\u0301"
    found = written("guid", {name: text}, [{"id": name, "content": {"question": text}}])
    assert found.isascii()
    assert not re.search(r"[<>&\x00-\x1f]|\{\{|\[sound:", found)
    assert json.loads(found)["notes"] == [{"id": name, "content": {"question": text}}]
    assert is_own(found)
    assert not is_own(text)


@given(hostile_texts)
def test_a_hash_is_of_what_a_field_shows(text: str) -> None:
    assert digest(text) == digest(unicodedata.normalize("NFC", text))
    assert digest(text) != digest(f"{text}x")


def test_tags_have_no_white_space() -> None:
    assert anki_tag(" two\u3000 words\n") == "two_words"
    assert anki_tag(" ") == ""
