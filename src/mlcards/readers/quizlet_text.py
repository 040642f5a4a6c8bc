r"""Reads the text that Quizlet's "Export" copies out: terms and definitions, no quoting at all.

Between term and definition, and between cards, stands what the person chose there: a tab and a
line break unless they changed it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from mlcards.core.errors import UsageError
from mlcards.core.foreign import ForeignDeck, ForeignNote, ReadResult
from mlcards.core.text import one_line
from mlcards.readers.decoding import head_text, one_break
from mlcards.readers.gathering import Decks, Report, file_title, question_and_answer, read_within
from mlcards.readers.options import QuizletOptions

BETWEEN_SIDES = ("\t", " - ", " – ", " — ", " : ", ": ", " = ", ";", ",")
"""What is tried between term and definition where nobody says, best first."""
_LONGEST_SEPARATOR = 20
_WEIGHED = 200
_MOSTLY = 0.9


@dataclass(frozen=True, slots=True)
class _Card:
    """A card being read; its definition may go on in further parts."""

    line: int
    term: str
    definition: list[str]


def looks_like(name: str, head: bytes) -> bool:
    """Whether pasted text is Quizlet's beyond doubt: its lines are two texts with a tab between.

    Some of them may go on with a definition. Texts in quotes may be a table's; those are not
    taken.
    """
    if name != "-" and not name.lower().endswith(".txt"):
        return False
    lines = [line for line in head_text(head).split("\n") if line.strip()]
    cards = sum(line.count("\t") == 1 for line in lines)
    return (
        cards * 2 > len(lines)
        and "\t" in lines[0]
        and not lines[0].startswith("#")
        and not any(
            line.startswith(('"', "\t")) or '\t"' in line or line.count("\t") > 1 for line in lines
        )
    )


def read_quizlet(data: bytes, source: str, options: QuizletOptions | None = None) -> ReadResult:
    """Return the deck of a text that was copied out of Quizlet.

    Args:
        data: the text.
        source: where it came from; "-" for standard input.
        options: what stands between the parts.

    Raises:
        UsageError: an option is none.
    """
    chosen = _checked(options or QuizletOptions())
    return read_within(
        data,
        source,
        lambda text, report: _read(one_break(text), report, chosen),
        chosen=chosen if chosen != QuizletOptions() else None,
    )


def _checked(options: QuizletOptions) -> QuizletOptions:
    made: list[str | None] = []
    for separator in (options.between_sides, options.between_cards):
        plain = separator and separator.replace("\\t", "\t").replace("\\n", "\n")
        if plain is not None and not 0 < len(plain) <= _LONGEST_SEPARATOR:
            raise UsageError(
                f'"{one_line(plain, 30)}" can not stand between cards or their sides.',
                f"It has 1 to {_LONGEST_SEPARATOR} characters.",
            )
        made.append(plain)
    return QuizletOptions(*made)


def _read(text: str, report: Report, options: QuizletOptions) -> tuple[ForeignDeck, ...]:
    between_cards = options.between_cards or _between_cards(text)
    sides = options.between_sides or _between_sides(text, between_cards)
    title = file_title(report.source)
    decks = Decks(report)
    held: _Card | None = None
    for line, part in _parts(text, between_cards):
        term, found, definition = part.partition(sides)
        if found and term.strip():
            _add(decks, title, held, between_cards)
            held = _Card(line, term, [definition])
        elif found:
            report.error(line, f'"{one_line(definition, 40)}" has no term before it', "missing")
        elif held is None:
            report.error(
                line,
                f'"{one_line(part, 40)}" is no card: no {_shown(sides)} stands between its sides',
                "separator",
            )
        else:
            report.warn(
                line,
                f"no {_shown(sides)} here; the text was added to the card of line {held.line}",
                "separator",
            )
            held.definition.append(part)
    _add(decks, title, held, between_cards)
    return decks.made()


def _add(decks: Decks, title: str, card: _Card | None, between: str) -> None:
    if card is None:
        return
    definition = between.join(card.definition).strip()
    decks.report.check_size(len(card.term) + len(definition), card.line)
    if not definition:
        message = f'"{one_line(card.term, 40)}" has no definition'
        decks.report.warn(card.line, message, "answer")
    content = question_and_answer(card.term.strip(), definition)
    decks.add(title, ForeignNote("", content, card.line))


def _parts(text: str, between: str) -> Iterator[tuple[int, str]]:
    """Yield the cards of a text that are not blank, each with the line it starts on."""
    line, position = 1, 0
    while position <= len(text):
        end = text.find(between, position)
        part = text[position:] if end < 0 else text[position:end]
        start = part.lstrip("\n")
        if start.strip():
            yield line + len(part) - len(start), part.strip("\n")
        if end < 0:
            return
        line += part.count("\n") + between.count("\n")
        position = end + len(between)


def _between_cards(text: str) -> str:
    r"""Return `\n`, or `;` where everything stands on one line."""
    return ";" if "\n" not in text.strip() and text.count("\t") > 1 and ";" in text else "\n"


def _between_sides(text: str, between_cards: str) -> str:
    """Return what stands in most of the first cards; a tab where nothing does."""
    parts = _parts(text[: 100 * 1024], between_cards)
    cards = [part for _line, part in islice(parts, _WEIGHED)]
    counts = Counter(sign for sign in BETWEEN_SIDES for card in cards if sign in card)
    for sign in BETWEEN_SIDES:
        if counts[sign] >= _MOSTLY * len(cards):
            return sign
    return max(BETWEEN_SIDES, key=lambda sign: (counts[sign], -BETWEEN_SIDES.index(sign)))


def _shown(separator: str) -> str:
    return {"\t": "tab", "\n": "line break"}.get(separator, f'"{separator}"')
