"""Reading a YAML deck of 10,000 cards, against PyYAML's CSafeLoader alone."""

from pathlib import Path

import yaml

from benchmarks.measure import Row, alternate, compared, seconds
from mlcards.readers.yaml_deck import read_yaml

_CARD = """\
  - id: card-{n}
    question: "What does metric {n} measure, and when is it misleading?"
    answer: |
      The share of predicted positives that are right.
      It depends on prevalence.
    key_points:
      - {{text: "denominator is what was flagged", must: true}}
      - depends on prevalence
    tags: [metrics, formula]
    article: [30]
"""


def run(folder: Path) -> list[Row]:
    """Return the row."""
    del folder
    text = "deck: Large\ncards:\n" + "".join(_CARD.format(n=n) for n in range(10_000))
    data = text.encode()
    assert len(read_yaml(data, "large.yaml").decks[0].notes) == 10_000
    ours, theirs = alternate(
        lambda: seconds(lambda: read_yaml(data, "large.yaml")),
        lambda: seconds(lambda: yaml.load(data, Loader=yaml.CSafeLoader)),
        rounds=5,
    )
    return [compared("YAML, 10,000 cards, read and checked", ours, theirs, "CSafeLoader", "≤ 0.4")]
