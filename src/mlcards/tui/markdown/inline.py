"""Text within a paragraph: emphasis, code, links, images and formulas as styled runs."""

from collections.abc import Sequence

from markdown_it.token import Token

from mlcards.tui.markdown import styles
from mlcards.tui.markdown.styles import PLAIN, Run, mix

_OPENING = {
    "em_open": styles.EMPHASIS,
    "strong_open": styles.STRONG,
    "s_open": styles.STRUCK,
    "link_open": styles.LINK,
}


def runs_of(tokens: Sequence[Token]) -> list[Run]:
    """Return the runs of a paragraph's tokens, not yet made visible.

    A link is underlined and followed by its address, where that is not its text; nothing can be
    clicked, for the author of a deck chose where it leads.
    """
    runs: list[Run] = []
    under = [PLAIN]
    links: list[tuple[str, int]] = []
    for token in tokens:
        style = under[-1]
        if token.type in _OPENING:
            under.append(mix(style, _OPENING[token.type]))
            if token.type == "link_open":
                links.append((_address(token, "href"), len(runs)))
        elif token.nesting < 0 and len(under) > 1:
            under.pop()
            if token.type == "link_close" and links:
                address, start = links.pop()
                text = "".join(part for part, _ in runs[start:])
                if address and address not in {text, f"mailto:{text}"}:
                    runs.append((f" ({address})", mix(under[-1], styles.ADDRESS)))
        else:
            runs += _leaf(token, style)
    return runs


def _leaf(token: Token, style: str) -> list[Run]:
    match token.type:
        case "softbreak":
            return [(" ", style)]
        case "hardbreak":
            return [("\n", style)]
        case "code_inline":
            return [(_flat(token.content), mix(style, styles.CODE))]
        case "formula":
            return [(_formula(token), style)]
        case "image":
            return _image(token, style)
        case _:
            return [(_flat(token.content), style)] if token.content else []


def _flat(text: str) -> str:
    # A line feed that was written as an entity is no line break.
    return text.replace("\n", " ")


def _formula(token: Token) -> str:
    # Imported with the first formula: most cards have none.
    from mlcards.tui import maths

    closing = {"\\(": "\\)", "\\[": "\\]"}.get(token.markup, token.markup)
    return maths.formula(token.content) or _flat(f"{token.markup}{token.content}{closing}")


def _image(token: Token, style: str) -> list[Run]:
    """Return the description of an image that the terminal does not draw."""
    description = "".join(text for text, _ in runs_of(token.children or [])).replace("\n", " ")
    address = _address(token, "src")
    runs = [(f"🖼 {description}" if description else "🖼", mix(style, styles.IMAGE))]
    if address:
        runs.append((f" ({address})", mix(style, styles.ADDRESS)))
    return runs


def _address(token: Token, name: str) -> str:
    """Return a link's address, and its title where it has one."""
    address, title = str(token.attrs.get(name, "")), str(token.attrs.get("title", ""))
    return _flat(f"{address} “{title}”".strip() if title else address)
