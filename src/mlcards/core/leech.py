"""Leeches: cards that keep being forgotten, and ask to be rewritten rather than repeated."""


def becomes_leech(lapses: int, threshold: int) -> bool:
    """Whether this lapse is one at which to speak up.

    That is at the threshold and then at every half threshold more, as in Anki. A threshold of 0
    turns leeches off.
    """
    if threshold <= 0 or lapses < threshold:
        return False
    return (lapses - threshold) % max((threshold + 1) // 2, 1) == 0
