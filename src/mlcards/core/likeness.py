"""Finding notes again whose question was edited: which of the vanished does each new one resemble?

Comparing every pair would take for ever in a big deck, so only notes that share seldom words are
compared, and no more than a fixed amount of text altogether.
"""

import difflib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence

from mlcards.core.model import NoteContent

LONGEST = 400
"""Characters of a note that are compared."""
BUDGET = 20_000_000
"""Pairs of equal characters met in one plan, which is what difflib spends its time on: some five
seconds at the worst, enough for 20,000 short questions that were all edited."""
_EACH = 200
"""What a comparison costs besides, in such pairs."""
_CANDIDATES = 5
"""Vanished notes compared with each new one."""
_ALIKE_ENOUGH = 0.95
"""A note this like its candidate is compared with no other."""
_MOST_COMMON = 50
"""A word of more notes than this says nothing about likeness in a big deck."""
_WORD = re.compile(r"\w+")


def normalised(content: NoteContent) -> str:
    """Return what two notes are compared by: question and answer without case or spacing."""
    text = unicodedata.normalize(
        "NFKC", f"{content.question[:LONGEST]}\n{content.answer[:LONGEST]}"
    )
    return " ".join(text.casefold().split())[:LONGEST]


def likeness(one: str, other: str, *, least: float = 0.0) -> float:
    """Return how alike two normalised texts are, 0–1; 0 as soon as it is sure to be below `least`.

    It is difflib's ratio: twice the characters in common runs by the characters of both.
    """
    if one == other:
        return 1.0
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0.0


def best_pairs(
    new: Sequence[NoteContent], old: Sequence[NoteContent], least: float
) -> list[tuple[int, int, float]]:
    """Return pairs (index in `new`, index in `old`, likeness) of at least `least`.

    Each note is in one pair at most; the most alike are paired first. Both are in their files'
    order.
    """
    texts = [normalised(content) for content in new]
    old_texts = [normalised(content) for content in old]
    rows = _rows_by_word(old_texts)
    candidates = [
        _candidates(text, rows, len(old), index * len(old) // len(new))
        for index, text in enumerate(texts)
    ]
    letters = [Counter(text) for text in texts]
    old_letters = [Counter(text) for text in old_texts]
    left = BUDGET
    found: list[tuple[float, int, int]] = []
    settled: set[int] = set()
    for rank in range(_CANDIDATES):
        for index, text in enumerate(texts):
            if index in settled or rank >= len(candidates[index]):
                continue
            row = candidates[index][rank]
            left -= _EACH + equal_pairs(letters[index], old_letters[row])
            if left < 0:
                return _each_once(found)
            alike = likeness(text, old_texts[row], least=least)
            if alike:
                found.append((-alike, index, row))
            if alike >= _ALIKE_ENOUGH:
                settled.add(index)
    return _each_once(found)


def equal_pairs(letters: Counter[str], others: Counter[str]) -> int:
    """Return in how many ways a character of one text equals one of the other."""
    return sum(count * others[letter] for letter, count in letters.items())


def _rows_by_word(texts: Sequence[str]) -> dict[str, list[int]]:
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, text in enumerate(texts):
        for word in set(_WORD.findall(text)):
            rows[word].append(row)
    return rows


def _candidates(text: str, rows: dict[str, list[int]], count: int, same_place: int) -> list[int]:
    """Return the old notes to compare with `text`.

    First the one at the same place, which is it where a whole deck was reworded, then those that
    share most words, seldom ones counting more.
    """
    if count <= _CANDIDATES:
        return list(range(count))
    shared: Counter[int] = Counter()
    for word in set(_WORD.findall(text)):
        having = rows.get(word, ())
        if len(having) <= _MOST_COMMON:
            for row in having:
                shared[row] += 1 + _MOST_COMMON // len(having)
    near = [row for row, _weight in shared.most_common(_CANDIDATES) if row != same_place]
    return [same_place, *near][:_CANDIDATES]


def _each_once(found: list[tuple[float, int, int]]) -> list[tuple[int, int, float]]:
    taken_new: set[int] = set()
    taken_old: set[int] = set()
    pairs: list[tuple[int, int, float]] = []
    for alike, index, row in sorted(found):
        if index not in taken_new and row not in taken_old:
            taken_new.add(index)
            taken_old.add(row)
            pairs.append((index, row, -alike))
    return pairs
