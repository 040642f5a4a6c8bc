"""Reads the structure of a formula: groups, scripts, commands and environments."""

import re
from collections.abc import Callable, Mapping
from typing import ClassVar, TypeAlias

from mlcards.tui.maths.grid import ENVIRONMENTS, EQUATIONS, Grid
from mlcards.tui.maths.pieces import Kind, Piece, fraction, joined, piece_of, under_root
from mlcards.tui.maths.symbols import ACCENTS, ALPHABETS, accented, letter, scripted, symbol_of

_MAX_DEPTH = 24

_SIGN = re.compile(r"\\(?:[A-Za-z]+|.)|:=|[ \t\n]+|\\|[^\\]", re.DOTALL)
_ROW_SPACING = re.compile(r"\[\s*-?[\d.]+\s*[a-z]{2}\s*\]")
_ESCAPED = re.compile(r"\\([%$#&_{} ])")
_GAPS = {",": " ", ";": " ", ":": " ", " ": " ", ">": " ", "quad": "  ", "qquad": "   "}
_PREFIXES = frozenset("∂∇¬")
"""Signs that stand close to what follows, whatever space their command ends with."""
_SIDES: Mapping[str, Kind] = {
    "mid": "relation",
    "lvert": "open",
    "lVert": "open",
    "rvert": "close",
    "rVert": "close",
}
"""Commands whose sign does not tell what it is for."""
_ROW_END = r"\\"


class UnreadableError(Exception):
    """The formula is nested too deeply, or its braces or environments do not match."""


_Handler: TypeAlias = Callable[["Reader", str, list[Piece]], None]


def _each(names: str, handler: _Handler) -> dict[str, _Handler]:
    return dict.fromkeys(names.split(), handler)


class Reader:
    """Reads one formula; every method moves on behind what it returns."""

    def __init__(self, source: str) -> None:
        self._signs: list[str] = _SIGN.findall(source)
        self._at = 0
        self._depth = 0

    def whole(self) -> list[str | Grid]:
        """Return text, environments and line feeds of the formula in their order.

        Raises:
            UnreadableError: nested too deeply, or braces or environments that do not match.
        """
        parts: list[str | Grid] = []
        while True:
            parts.append(joined(self._pieces({_ROW_END, r"\begin"})))
            sign = self._next()
            if sign == r"\begin":
                parts.append(self._environment())
            elif sign == _ROW_END:
                self._row_spacing()
                parts.append("\n")
            elif sign:
                raise UnreadableError
            else:
                return [part for part in parts if part]

    def _peek(self) -> str:
        return self._signs[self._at] if self._at < len(self._signs) else ""

    def _next(self) -> str:
        sign = self._peek()
        self._at += 1
        return sign

    def _skip_spaces(self) -> None:
        while self._peek().isspace():
            self._at += 1

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise UnreadableError

    def _pieces(self, stops: set[str]) -> list[Piece]:
        """Return everything up to one of `stops`, a closing brace or the end, none of it passed."""
        self._deeper()
        pieces: list[Piece] = []
        while (sign := self._peek()) and sign != "}" and sign not in stops:
            self._at += 1
            self._read(sign, pieces)
        self._depth -= 1
        return pieces

    def _read(self, sign: str, pieces: list[Piece]) -> None:
        """Append what `sign`, just passed, begins."""
        if sign in {"^", "_"}:
            self._script(sign, pieces)
        elif sign == "'":
            base = pieces.pop() if pieces else Piece("ordinary", "")
            pieces.append(Piece("ordinary", base.text + "′"))
        elif sign == "{":
            inside = self._group()
            pieces.append(inside[0] if len(inside) == 1 else Piece("ordinary", joined(inside)))
        elif sign.startswith("\\") and len(sign) > 1:
            handler = self._COMMANDS.get(sign[1:], Reader._symbol)
            handler(self, sign[1:], pieces)
        elif sign in {"&", "~"}:
            pieces.append(Piece("gap", " "))
        elif sign.isspace():
            pieces.append(Piece("gap", ""))
        else:
            pieces.append(piece_of("−" if sign == "-" else sign))

    def _group(self) -> list[Piece]:
        """Return the rest of a `{…}` whose opening brace is passed."""
        pieces = self._pieces(set())
        if self._next() != "}":
            raise UnreadableError
        return pieces

    def _argument(self, *, tight: bool = False) -> str:
        """Return a command's next argument: a group, a command or a single sign."""
        self._skip_spaces()
        sign = self._next()
        if not sign or sign == "}":
            raise UnreadableError
        if sign == "{":
            return joined(self._group(), tight=tight)
        pieces: list[Piece] = []
        self._deeper()
        self._read(sign, pieces)
        self._depth -= 1
        return joined(pieces, tight=tight)

    def _raw_group(self) -> str:
        """Return the inside of a `{…}` as written; "" if there is none."""
        if self._peek() != "{":
            return ""
        depth, start = 0, self._at + 1
        while sign := self._next():
            depth += (sign == "{") - (sign == "}")
            if not depth:
                return "".join(self._signs[start : self._at - 1])
        raise UnreadableError

    def _option(self) -> str | None:
        """Return what stands in `[…]` here, or None."""
        if self._peek() != "[":
            return None
        self._at += 1
        option = joined(self._pieces({"]"}), tight=True)
        if self._next() != "]":
            raise UnreadableError
        return option

    def _script(self, mark: str, pieces: list[Piece]) -> None:
        text = self._argument(tight=True)
        while pieces and pieces[-1] == Piece("gap", ""):
            pieces.pop()
        base = pieces.pop() if pieces else Piece("ordinary", "")
        if base.kind == "fraction":
            base = Piece("ordinary", f"({base.text})")
        pieces.append(Piece(base.kind, base.text + scripted(mark, text)))

    # The commands: each gets its name and appends what it and its arguments stand for.

    def _symbol(self, name: str, pieces: list[Piece]) -> None:
        sign = symbol_of(name)
        if sign is None:
            pieces.append(Piece("ordinary", self._as_written(name)))
        elif name in _SIDES:
            pieces.append(Piece(_SIDES[name], sign))
        else:
            pieces.append(piece_of(sign))
            if sign in _PREFIXES:
                self._skip_spaces()

    def _as_written(self, name: str) -> str:
        """Return an unknown command with the groups that follow it, as its author wrote them."""
        text = f"\\{name}"
        while self._peek() == "{":
            text += f"{{{self._raw_group()}}}"
        return text + " " if self._peek().isspace() else text

    def _gap(self, name: str, pieces: list[Piece]) -> None:
        pieces.append(Piece("gap", _GAPS[name]))

    def _nothing(self, _name: str, _pieces: list[Piece]) -> None:
        """Pass over a command that only says how to typeset."""

    def _word(self, name: str, pieces: list[Piece]) -> None:
        pieces.append(Piece("word", "mod" if name == "bmod" else name))

    def _function(self, name: str, pieces: list[Piece]) -> None:
        pieces.append(Piece("function", name))

    def _row(self, _name: str, pieces: list[Piece]) -> None:
        self._row_spacing()
        pieces.append(Piece("ordinary", "; "))

    def _fraction(self, _name: str, pieces: list[Piece]) -> None:
        over = self._argument()
        pieces.append(fraction(over, self._argument()))

    def _binomial(self, _name: str, pieces: list[Piece]) -> None:
        over = self._argument()
        pieces.append(Piece("ordinary", f"({over} choose {self._argument()})"))

    def _root(self, _name: str, pieces: list[Piece]) -> None:
        degree = self._option()
        inside = under_root(self._argument())
        sign = {None: "√", "2": "√", "3": "∛", "4": "∜"}.get(degree)
        root = sign or f"{scripted('^', degree or '')}√"
        pieces.append(Piece("ordinary", root + inside))

    def _accent(self, name: str, pieces: list[Piece]) -> None:
        pieces.append(Piece("ordinary", accented(name, self._argument())))

    def _alphabet(self, name: str, pieces: list[Piece]) -> None:
        text = "".join(letter(sign, ALPHABETS[name]) for sign in self._argument())
        pieces.append(Piece("ordinary", text))

    def _upright(self, _name: str, pieces: list[Piece]) -> None:
        pieces.append(Piece("ordinary", self._argument(tight=True)))

    def _operator(self, _name: str, pieces: list[Piece]) -> None:
        if self._peek() == "*":
            self._at += 1
        pieces.append(Piece("word", self._argument(tight=True)))

    def _text(self, _name: str, pieces: list[Piece]) -> None:
        """Append words, which keep their own spaces."""
        self._skip_spaces()
        if self._peek() != "{":
            pieces.append(Piece("ordinary", self._argument()))
            return
        text = _ESCAPED.sub(r"\1", self._raw_group()).replace("~", " ")
        if text[:1].isspace():
            pieces.append(Piece("gap", " "))
        if words := " ".join(text.split()):
            pieces.append(Piece("ordinary", words))
            if text[-1].isspace():
                pieces.append(Piece("gap", " "))

    def _delimiter(self, name: str, pieces: list[Piece]) -> None:
        r"""Append the bracket behind `\left`, `\\big` and the like; a dot stands for none."""
        self._skip_spaces()
        written = self._next()
        if not written or written in {"{", "}"}:
            raise UnreadableError
        if written == ".":
            return
        sign = (symbol_of(written[1:]) or written) if len(written) > 1 else written
        side: Kind = piece_of(sign).kind
        if sign in {"|", "‖", "/"}:
            if name == "left" or name.endswith("l"):
                side = "open"
            elif name == "right" or name.endswith("r"):
                side = "close"
            else:
                side = "relation" if name in {"middle", "bigm", "Bigm"} else "ordinary"
        pieces.append(Piece(side, sign))

    def _stacked(self, name: str, pieces: list[Piece]) -> None:
        mark = self._argument(tight=True)
        base = piece_of(self._argument())
        script = scripted("_" if name == "underset" else "^", mark)
        pieces.append(Piece(base.kind, base.text + script))

    def _braced(self, _name: str, pieces: list[Piece]) -> None:
        pieces.append(Piece("ordinary", f"({self._argument()})"))

    def _arrow(self, name: str, pieces: list[Piece]) -> None:
        below, above = self._option(), self._argument(tight=True)
        arrow = "→" if name == "xrightarrow" else "←"
        arrow += scripted("_", below) if below else ""
        pieces.append(Piece("relation", arrow + scripted("^", above)))

    def _modulus(self, _name: str, pieces: list[Piece]) -> None:
        pieces += [Piece("gap", " "), Piece("ordinary", f"(mod {self._argument()})")]

    def _tag(self, _name: str, pieces: list[Piece]) -> None:
        self._skip_spaces()
        pieces += [Piece("gap", "  "), Piece("ordinary", f"({self._raw_group()})")]

    def _negated(self, _name: str, pieces: list[Piece]) -> None:
        base = piece_of(self._argument())
        pieces.append(Piece(base.kind, accented("not", base.text)))

    def _nested(self, _name: str, pieces: list[Piece]) -> None:
        pieces.append(Piece("ordinary", self._environment().flat()))

    def _environment(self) -> Grid:
        r"""Return the environment whose `\begin` is passed."""
        self._skip_spaces()
        name = self._raw_group()
        plain = name.rstrip("*")
        if plain not in ENVIRONMENTS:
            raise UnreadableError
        if plain in {"array", "alignat"}:
            self._skip_spaces()
            self._raw_group()
        equations = plain in EQUATIONS
        rows: list[list[str]] = [[]]
        while True:
            cell = self._pieces({"&", _ROW_END, r"\end"})
            rows[-1].append(joined(cell, leads=equations and bool(rows[-1])))
            sign = self._next()
            if sign == _ROW_END:
                self._row_spacing()
                rows.append([])
            elif sign == r"\end":
                break
            elif sign != "&":
                raise UnreadableError
        self._skip_spaces()
        if self._raw_group() != name:
            raise UnreadableError
        kept = tuple(tuple(row) for row in rows if any(row))
        return Grid(kept, *ENVIRONMENTS[plain], equations)

    def _row_spacing(self) -> None:
        """Pass over the `[2pt]` that may follow a row."""
        if found := _ROW_SPACING.match("".join(self._signs[self._at : self._at + 12])):
            passed = 0
            while passed < found.end():
                passed += len(self._next())

    _COMMANDS: ClassVar[Mapping[str, _Handler]] = {
        **dict.fromkeys(_GAPS, _gap),
        **dict.fromkeys(ACCENTS, _accent),
        **dict.fromkeys(ALPHABETS, _alphabet),
        **_each(
            "! limits nolimits displaystyle textstyle scriptstyle scriptscriptstyle mathstrut "
            "nonumber notag hline toprule midrule bottomrule centering",
            _nothing,
        ),
        **_each(
            "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm "
            "Bigm",
            _delimiter,
        ),
        **_each("frac dfrac tfrac cfrac", _fraction),
        **_each("binom dbinom tbinom", _binomial),
        **_each("text textrm textit textbf textsf texttt textnormal mbox hbox", _text),
        **_each("mathrm mathit mathsf mathtt mathnormal rm", _upright),
        **_each("overset stackrel underset", _stacked),
        **_each("underbrace overbrace", _braced),
        **_each("xrightarrow xleftarrow", _arrow),
        **_each(
            "max min sup inf lim limsup liminf arg dim ker deg gcd hom Pr argmax argmin choose "
            "mod bmod",
            _word,
        ),
        **_each(
            "log ln lg exp sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth det",
            _function,
        ),
        "operatorname": _operator,
        "sqrt": _root,
        "pmod": _modulus,
        "tag": _tag,
        "not": _negated,
        "begin": _nested,
        "\\": _row,
    }
