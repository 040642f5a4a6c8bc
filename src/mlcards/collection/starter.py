"""The deck that `mlcards new` writes: a few cards to replace, with the format explained."""

import json
from pathlib import Path

import mlcards
from mlcards.core.deck_schema import LONGEST_LINE
from mlcards.core.errors import MlcardsError
from mlcards.core.text import one_line

SCHEMA_FILE = "deck.schema.json"

_STARTER = """\
# yaml-language-server: $schema={schema}
# The line above lets editors complete the keys and mark mistakes while you type.
# `mlcards check` says what is wrong or could be better, `mlcards import` brings the deck in.
# After editing, import it again: what you have learned stays.

deck: {title}                  # "Parent::Child" puts it under a parent
description: What I want to know by heart.
tags: [mine]                   # given to every card

cards:
  # A question and an answer are enough. With an id you may reword the question later and keep
  # your progress; `mlcards check --fix-ids` writes the ids for you.
  - id: recall
    question: Which denominator belongs to recall?
    answer: TP + FN, everything that is really positive.

  # Asked both ways. Texts with a colon and a space, or a leading special character, need quotes.
  - id: auc
    type: reversed
    question: AUC
    answer: "Area under the curve: how well a model ranks, 0.5 being chance."

  # A gap is {{{{c1::hidden}}}}, with a hint {{{{c1::hidden::hint}}}}; c2 makes a second card.
  - id: bayes
    type: cloze
    text: "In Bayes' rule the posterior is likelihood times {{{{c1::prior}}}}, over the evidence."

  # Longer texts follow a bar. They are Markdown: lists, tables, `code`, $x^2$ and links work.
  - id: overfitting
    type: interview            # answered aloud; the key points are ticked afterwards
    seconds: 60
    question: How do you notice overfitting, and what do you do about it?
    answer: |
      The training error is far below the validation error, and the gap grows with training.
      I get more data, simplify the model or regularise it, and stop training early.
    key_points:
      - {{text: "Compares training with validation error", must: true}}
      - {{text: "Names a remedy that fits the cause", must: true}}
      - Says what a gap does not tell
    follow_ups:
      - question: Both errors are high. What now?
        answer: That is underfitting, so a larger model or better features.
"""


def schema_path() -> Path:
    """Return where the installed package keeps the JSON Schema of deck files."""
    return Path(mlcards.__file__).resolve().parent / SCHEMA_FILE


def starter_deck(title: str, schema: Path | str) -> str:
    """Return the text of a new deck file.

    Args:
        title: of the deck; any text on one line.
        schema: where editors find the JSON Schema.
    """
    address = one_line(schema.as_uri() if isinstance(schema, Path) else schema)
    return _STARTER.format(schema=address, title=_in_yaml(title))


def write_starter(path: Path, title: str | None = None) -> None:
    """Write a new deck file that must not exist yet; what goes wrong leaves none.

    Args:
        path: of the file.
        title: of the deck; None to make it from the file's name.

    Raises:
        MlcardsError: it exists, or cannot be written.
    """
    name = path.stem.replace("-", " ").replace("_", " ").strip()
    text = starter_deck(title or name[:1].upper() + name[1:], schema_path())
    made = False
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            made = True
            file.write(text)
    except FileExistsError:
        raise MlcardsError(
            f"{one_line(str(path))} exists already.", "Name a file that does not."
        ) from None
    except (OSError, ValueError) as error:
        if made:
            path.unlink(missing_ok=True)
        reason = error.strerror if isinstance(error, OSError) else None
        raise MlcardsError(f"{one_line(str(path))} cannot be written: {reason or error}.") from None


def _in_yaml(title: str) -> str:
    """Return a title as YAML: bare where it is safe, else in double quotes."""
    levels = [level.strip() for level in one_line(title, LONGEST_LINE).split("::")]
    text = "::".join(filter(None, levels)) or "My deck"
    if text.replace(" ", "").isalnum() and not text[0].isdigit():
        return text
    return json.dumps(text, ensure_ascii=False)
