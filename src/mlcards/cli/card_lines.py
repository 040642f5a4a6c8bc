"""A card as plain lines: every section with its name, Markdown as its author wrote it."""

from collections.abc import Iterator, Sequence

from mlcards.collection.views import CardView
from mlcards.core.model import NoteContent

_FLAG = "flag {}"


def question_lines(view: CardView) -> Iterator[str]:
    """Yield what is shown before the answer."""
    marks = [view.deck_title, view.type.value, view.phase.value]
    if view.flag:
        marks.append(_FLAG.format(view.flag))
    if view.leech:
        marks.append("leech")
    yield f"Card {view.card}: {', '.join(marks)}"
    yield "Question:"
    yield view.face.question


def answer_lines(view: CardView) -> Iterator[str]:
    """Yield what is shown with the answer; the key points are numbered from 1."""
    content = view.content
    yield "Answer:"
    yield view.face.answer or "(none: this card asks for an answer of your own)"
    yield from _section("Code", content.code)
    yield from _section("Complexity", content.complexity)
    yield from _list("Tests", content.tests)
    yield from _list("Framework", content.framework)
    yield from _section("Example", content.skeleton)
    yield from _section("Your answer", view.own_answer)
    if content.key_points:
        yield "Key points:"
        for number, point in enumerate(content.key_points, start=1):
            yield f"{number}. {point.text}{' (must)' if point.must else ''}"
    yield from _section("Listen for", content.listen_for)
    yield from _list("Red flags", content.red_flags)
    for follow_up in content.follow_ups:
        yield "Follow-up question:"
        yield follow_up.question
        yield from _section("Its answer", follow_up.answer)
    yield from _correction(content)
    yield from _section("Notes", content.notes)
    yield from _list("Sources", content.sources)


def _correction(content: NoteContent) -> Iterator[str]:
    correction = content.correction
    if correction is not None:
        yield f"Correction of the article ({correction.verdict}):"
        yield from _section("The article says", correction.article)
        yield from _section("In fact", correction.actually)


def _section(name: str, text: str) -> Iterator[str]:
    if text:
        yield f"{name}:"
        yield text


def _list(name: str, texts: Sequence[str]) -> Iterator[str]:
    if texts:
        yield f"{name}:"
        for text in texts:
            yield f"- {text}"
