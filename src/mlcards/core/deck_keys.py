"""The stable names that decks get from their titles, where their authors gave none.

A deck is found again by its key, so "C" and "C++" must not share one: then one would be taken for
a new version of the other, and its cards be put aside.
"""

import re
from collections.abc import Collection, Iterable, Mapping

_APART = re.compile(r"[^\w]+")
_TELLING = "#%*@"
"""Punctuation that tells titles apart, as in "C#"; the rest only stands between words."""
_BETWEEN = "|`"
"""Symbols that do not."""


def slug(title: str) -> str:
    """Return the words of a title with dashes between, which different titles may share."""
    return _APART.sub("-", title.casefold()).strip("-") or "deck"


def deck_key(title: str) -> str:
    """Return the key of a deck: its title's words, and a hash where these leave something out.

    Case, spaces and punctuation make no difference.
    """
    text = " ".join(_composed(title).casefold().split())
    return f"{slug(text)}-{_hash(text)}" if _loses(text) else slug(text)


def keys_of(title: str) -> tuple[str, ...]:
    """Return the keys that a deck of this title may have, the one it gets today first.

    Others it has where it came together with one that took its key, or from before keys told what
    a title's words leave out.
    """
    key = deck_key(title)
    return key, _other(key, title), slug(title)


def keys_apart(
    titles: Iterable[str], taken: Iterable[str] = (), known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return keys for titles that come together, a different one for each.

    Args:
        titles: of the decks, each once.
        taken: keys that are others' already.
        known: keys of the decks that exist, by title; those keep theirs if it is of their title.
    """
    wanted = sorted(titles)
    known = known or {}
    keys = {title: known[title] for title in wanted if known.get(title) in keys_of(title)}
    used = {*taken, *keys.values()}
    for title in wanted:
        if title not in keys:
            keys[title] = _free(title, used)
            used.add(keys[title])
    return keys


def _free(title: str, used: Collection[str]) -> str:
    key = deck_key(title)
    return _other(key, title) if key in used else key


def _other(key: str, title: str) -> str:
    return f"{key}-{_hash(title)}"


def _loses(text: str) -> bool:
    """Whether a text's words leave out what it needs: a plus, an emoji, a vowel sign of Hindi."""
    import unicodedata  # only importing needs it

    apart = _APART.findall(text)
    if apart == [text]:  # no word at all
        return True
    signs = set("".join(apart)) - set(_BETWEEN)
    return any(sign in _TELLING or unicodedata.category(sign)[0] in "MS" for sign in signs)


def _composed(title: str) -> str:
    """Return a title with letters and accents in one: a Mac's file names have them apart."""
    import unicodedata

    return unicodedata.normalize("NFC", title)


def _hash(text: str) -> str:
    import hashlib

    digest = hashlib.blake2b(text.encode("utf-8", "backslashreplace"), digest_size=4)
    return digest.hexdigest()
