r"""HTML as flashcard programs write it, turned into Markdown; no text is lost.

It is no browser: it knows the elements that carry meaning on a card, takes any other known one
away and leaves what only looks like an element (`vector<int>`) as text. It takes time in
proportion to the length of the text whatever that is, which `html.parser` does not.

- Formulas (`\(…\)`, `\[…\]`, `[$]…[/$]`, `[$$]…[/$$]`, `[latex]…[/latex]`) stay formulas.
- Sound references (`[sound:a.mp3]`) and gaps (`{{c1::…}}`) stay as written.
- Scripts and style sheets are left out.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from mlcards.core import markdown_blocks as blocks
from mlcards.core.html_elements import (
    CODE,
    CODE_IN_LINE,
    CONTAINERS,
    DIVISION,
    HEADINGS,
    KNOWN,
    LINES,
    MEDIA,
    PARAGRAPHS,
    PREFORMATTED,
    SPANS,
    STYLES,
    UNSEEN,
    attributes,
    decoded,
    is_known,
    is_preformatted,
    language_of,
    link_address,
    look_of,
    media_name,
)
from mlcards.core.html_formulas import CLOSING, LONGEST_SOURCE, formula
from mlcards.core.html_outline import Outline
from mlcards.core.markdown_text import BOLD, ITALIC, STRUCK, Run, code_span, image, paragraph

LONGEST = 250_000
"""Characters that are converted; of a longer text only the elements are taken away."""
_START = re.compile(r"[<\\\[]")
_MARK = re.compile(
    r"<(/?)([A-Za-z][A-Za-z0-9:-]{0,20}+)"
    r"([\s/](?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+|[\s/][^<>]*+|)>"
    r"|(<!--)|<[!?][^<>]*+>"
    r"|(\\[(\[]|\[\$\$?\]|\[(?i:latex)\])"
)
"""An element (its slash, its name, the rest), a comment's start, or a formula's."""
_COMMENT, _FORMULA = 4, 5
_NOTABLE = re.compile(r"[<&\\\[\]*_`~\t\n\r\f\v\u00a0\0]")
_NOTABLE_START = re.compile(r"[-+:|=#>0-9]")
_EMPHATIC = re.compile(r"(?:[A-Za-z]|<(?!br))(?:[^&\\\[\]*_`~\t\n\r\f\v\u00a0{ ]| (?! ))*+\Z")
_PLAIN_MARKUP = re.compile(
    r"<(b|strong|i|em|u)>(\w(?:[^<>]*\w)?)</\1>(?=[^<\w]|\Z)| ?<br ?/?> ?(?=[A-Za-z])"
)
"""Emphasis around words, and breaks between lines of words: what needs no second thought."""
_MARK_OF = {"b": "**", "strong": "**", "i": "*", "em": "*", "u": "*"}
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_BLANKS = re.compile(r"[ \t\n\r\f\v]+")
_CODE_KINDS = (PREFORMATTED, CODE_IN_LINE, DIVISION)
_LINE_NUMBERS = re.compile(
    r"(?:<td class=\"linenos\">\s*+)?<div class=\"linenodiv\"><pre>"
    r"(?:[\s0-9]++|</?(?:span|a)\b[^<>]*+>)*+</pre></div>(?:\s*+</td>)?"
    r"|<span class=\"linenos?\">[\s0-9]*+</span>"
)
"""Those that Pygments writes beside code."""
_AROUND_CODE = BOLD | ITALIC | STRUCK
_MOST_LOOKS = 20


def html_to_markdown(text: str) -> str:
    """Return HTML `text` as Markdown, without white space at its ends.

    Media names in images are given as the files are called, not percent-encoded. Characters
    that no database takes (NUL, lone surrogates) are given as U+FFFD.
    """
    text = text.strip(" \t\n\r\f\v")
    if not text.isascii():
        text = _SURROGATE.sub("\ufffd", text)
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if not (_NOTABLE.search(text) or "  " in text or _NOTABLE_START.match(text)):
        return text  # most fields are as plain as that
    if _EMPHATIC.match(text) and "<" not in (quick := _PLAIN_MARKUP.sub(_marked_up, text)):
        return quick
    if "lineno" in text:
        text = _LINE_NUMBERS.sub("", text)
    if len(text) > LONGEST:
        return _SPACES.sub(" ", decoded(_MARK.sub(" ", text))).strip()
    if "<" not in text and "[" not in text and "\\" not in text:
        return "\n".join(paragraph([[(decoded(text), 0, "", False)]]))
    return _Writer(text).written()


def _marked_up(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return "  \n"
    mark = _MARK_OF[name]
    return f"{mark}{found[2]}{mark}"


class _Writer:
    """Walks through a text once; all it keeps is bounded by the text's length."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.outline = Outline()
        self.line: list[Run] = []
        self.lines: list[list[Run]] = [self.line]
        self.heading = 0
        self.address = ""
        self.style = 0
        self.depths: dict[str, int] = {}
        """How often each element that sets a style is open."""
        self.looks: list[int] = []
        """What each open span adds to the style."""
        self.code: list[str] | None = None
        """What an open code element holds so far."""
        self.code_names: frozenset[str] = frozenset()
        """The elements that open and close it."""
        self.code_depth = 0
        self.is_block = False
        self.language = ""
        self.closing: dict[str, int] = {}
        """Where each closing mark comes next; -1 where it comes no more."""

    def written(self) -> str:
        """Return the text as Markdown."""
        text = self.text
        position = 0
        for found in _START.finditer(text):
            start = found.start()
            mark = _MARK.match(text, start) if start >= position else None
            if mark is None:
                continue
            if start > position:
                self._say(text[position:start])
            slash, name, rest = mark.group(1, 2, 3)
            act = (_CLOSING if slash else _OPENING).get(name)
            if act is not None and self.code is None:
                act(self, name, rest)
                position = mark.end()
            else:
                position = self._pass(mark)
        if position < len(text):
            self._say(text[position:])
        self._end_code()
        self._end_paragraph()
        return "\n".join(self.outline.finished())

    # ------------------------------------------------------------------------- what is met

    def _pass(self, mark: re.Match[str]) -> int:
        """Do what `mark` asks for; return where the text goes on."""
        end = mark.end()
        slash, name, rest = mark.group(1, 2, 3)
        if name:
            return self._pass_element(name.lower(), rest, mark, opens=not slash)
        past = end
        if mark.lastindex == _FORMULA:
            past = self._formula(mark[0].lower(), end)
        elif mark.lastindex == _COMMENT:
            past = self._behind("-->", end)
        if not past:
            self._say(mark[0])
        return past or end

    def _pass_element(self, name: str, rest: str, mark: re.Match[str], *, opens: bool) -> int:
        end = mark.end()
        act = (_OPENING if opens else _CLOSING).get(name)
        if self.code is not None and name in KNOWN and self._in_code(name, rest, opens=opens):
            return end
        if act is not None:
            act(self, name, rest)
        elif not is_known(name):
            self._say(mark[0])
        elif name in UNSEEN and opens:
            return self._behind(f"</{name}", end) or end
        elif name == "anki-mathjax" and opens:
            return self._mathjax(rest, end)
        return end

    def _say(self, text: str) -> None:
        plain = decoded(text) if "&" in text else text
        if self.code is None:
            self.line.append((plain, self.style, self.address, False))
        else:
            self.code.append(plain if self.is_block else _BLANKS.sub(" ", plain))

    def _write(self, markdown: str, style: int = 0) -> None:
        self.line.append((markdown, style, self.address, True))

    def _find(self, closing: str, start: int) -> int:
        """Return where `closing` comes next, or -1; all calls together read the text once."""
        known = self.closing.get(closing, 0)
        if 0 <= known < start or closing not in self.closing:
            found = re.compile(re.escape(closing), re.IGNORECASE).search(self.text, start)
            known = self.closing[closing] = found.start() if found else -1
        return known

    def _behind(self, closing: str, start: int) -> int:
        """Return the place behind `closing` and the `>` of its element, 0 where it is not."""
        found = self._find(closing, start)
        if found < 0:
            return 0
        end = found + len(closing)
        stop = -1 if closing == "-->" else self.text.find(">", end, end + 100)
        return end if stop < 0 else stop + 1

    # ---------------------------------------------------------------------------- formulas

    def _formula(self, opening: str, start: int) -> int:
        """Write the formula that begins here; return where it ends, 0 where there is none."""
        closing = CLOSING[opening]
        stop = -1 if self.code is not None else self._find(closing, start)
        if stop < 0 or not self._write_formula(opening, start, stop):
            return 0
        return stop + len(closing)

    def _mathjax(self, rest: str, start: int) -> int:
        closing = "</anki-mathjax>"
        stop = self._find(closing, start)
        opening = "\\[" if "block" in rest else "\\("
        if stop < 0 or not self._write_formula(opening, start, stop):
            return start
        return stop + len(closing)

    def _write_formula(self, opening: str, start: int, stop: int) -> bool:
        if stop - start > LONGEST_SOURCE:  # not even cut out: the next may be as long
            return False
        written = formula(opening, self.text[start:stop])
        if written:
            self._write(written)
        return bool(written)

    # -------------------------------------------------------------------------------- code

    def _in_code(self, name: str, rest: str, *, opens: bool) -> bool:
        """Do what an element within code asks for; False where it ends the code instead."""
        if name in CONTAINERS or (name in PARAGRAPHS and not self.is_block):
            self._end_code()
            return False
        if name in CODE:
            self.language = self.language or language_of(rest)
            if name in PREFORMATTED and opens and not self.is_block:
                self._end_code()
                return False
        if name in self.code_names:
            self.code_depth += 1 if opens else -1
            if not self.code_depth:
                self._end_code()
        if self.code is not None and (name == "br" or self._at_line_end(name)):
            self.code.append("\n")
        return True

    def _at_line_end(self, name: str) -> bool:
        ends = name in LINES or name in PARAGRAPHS
        return ends and bool(self.code) and not (self.code or [""])[-1].endswith("\n")

    def begin_code(self, name: str, rest: str) -> None:
        self.code = []
        self.code_depth = 1
        self.is_block = name not in CODE_IN_LINE
        self.code_names = next(kind for kind in _CODE_KINDS if name in kind)
        self.language = language_of(rest)

    def _end_code(self) -> None:
        if self.code is None:
            return
        written = "".join(self.code).replace("\r\n", "\n").replace("\r", "\n")
        self.code = None
        plain = written.replace("\u00a0", " ").strip("\n")
        if not plain.strip():
            self._say(" ")
        elif self.is_block or "\n" in plain:
            self._end_paragraph()
            self.outline.add(blocks.code(plain, self.language))
        else:
            self._write(code_span(plain), self.style & _AROUND_CODE)

    # ------------------------------------------------------- elements: what each is met with

    def open_style(self, name: str, _rest: str) -> None:
        self.depths[name] = self.depths.get(name, 0) + 1
        self.style |= STYLES[name]

    def close_style(self, name: str, _rest: str) -> None:
        self.depths[name] = max(self.depths.get(name, 0) - 1, 0)
        self._restyle()

    def open_span(self, _name: str, rest: str) -> None:
        look = look_of(rest) if rest else 0
        self.looks.append(look)
        self.style |= look

    def close_span(self, _name: str, _rest: str) -> None:
        if self.looks and self.looks.pop():
            self._restyle()

    def _restyle(self) -> None:
        style = 0
        for name, depth in self.depths.items():
            if depth:
                style |= STYLES[name]
        for look in self.looks[-_MOST_LOOKS:]:
            style |= look
        self.style = style

    def break_line(self, _name: str, _rest: str) -> None:
        self.line = []
        self.lines.append(self.line)

    def end_line(self, name: str, rest: str) -> None:
        if _is_seen(self.line):
            self.break_line(name, rest)

    def open_division(self, name: str, rest: str) -> None:
        if rest and is_preformatted(rest):
            self.begin_code(name, rest)
        else:
            self.end_line(name, rest)

    def pass_paragraph(self, _name: str, _rest: str) -> None:
        self._end_paragraph()

    def open_heading(self, name: str, _rest: str) -> None:
        self._end_paragraph()
        self.heading = int(name[1])

    def rule(self, _name: str, _rest: str) -> None:
        self._end_paragraph()
        self.outline.add(blocks.RULE)

    def open_container(self, name: str, rest: str) -> None:
        self._end_paragraph()
        self.outline.open(name, rest)

    def close_container(self, name: str, _rest: str) -> None:
        self._end_paragraph()
        self.outline.close(name)

    def open_link(self, _name: str, rest: str) -> None:
        self.address = link_address(attributes(rest).get("href", ""))

    def close_link(self, _name: str, _rest: str) -> None:
        self.address = ""

    def image(self, _name: str, rest: str) -> None:
        found = attributes(rest)
        source = media_name(found.get("src", ""))
        text = found.get("alt") or found.get("title", "")
        if source or text:
            self._write(image(text, source))

    def player(self, _name: str, rest: str) -> None:
        found = attributes(rest)
        source = media_name(found.get("src") or found.get("data", ""))
        if source:
            self._write(f"[sound:{source}]")

    def page(self, _name: str, rest: str) -> None:
        address = link_address(attributes(rest).get("src", ""))
        self.line.append((address, 0, address, False))

    def open_quoted(self, name: str, _rest: str) -> None:
        self._say("(" if name == "rt" else "“")

    def close_quoted(self, name: str, _rest: str) -> None:
        self._say(")" if name == "rt" else "”")

    def _end_paragraph(self) -> None:
        """Make blocks of the lines so far; an empty line between them ends a paragraph."""
        if len(self.lines) == 1 and not self.line:
            return
        heading, self.heading = self.heading, 0
        lines = self.lines
        self.line = []
        self.lines = [self.line]
        part: list[list[Run]] = []
        for line in [*lines, []]:
            if _is_seen(line):
                part.append(line)
            elif part:
                self.outline.add(blocks.paragraph_block(part, heading))
                part = []


_Act = Callable[[_Writer, str, str], None]
_OPENING: Mapping[str, _Act] = (
    dict.fromkeys(STYLES, _Writer.open_style)
    | dict.fromkeys(SPANS, _Writer.open_span)
    | dict.fromkeys(LINES, _Writer.end_line)
    | dict.fromkeys(CODE, _Writer.begin_code)
    | dict.fromkeys(HEADINGS, _Writer.open_heading)
    | dict.fromkeys(CONTAINERS, _Writer.open_container)
    | dict.fromkeys(MEDIA, _Writer.player)
    | dict.fromkeys(("rt", "q"), _Writer.open_quoted)
    | {
        "br": _Writer.break_line,
        "div": _Writer.open_division,
        "p": _Writer.pass_paragraph,
        "hr": _Writer.rule,
        "a": _Writer.open_link,
        "img": _Writer.image,
        "iframe": _Writer.page,
    }
)
_CLOSING: Mapping[str, _Act] = (
    dict.fromkeys(STYLES, _Writer.close_style)
    | dict.fromkeys(SPANS, _Writer.close_span)
    | dict.fromkeys(LINES, _Writer.end_line)
    | dict.fromkeys(PARAGRAPHS, _Writer.pass_paragraph)
    | dict.fromkeys(CONTAINERS, _Writer.close_container)
    | dict.fromkeys(("rt", "q"), _Writer.close_quoted)
    | {
        "br": _Writer.break_line,  # browsers take </br> for <br>
        "a": _Writer.close_link,
    }
)


def _is_seen(line: Sequence[Run]) -> bool:
    """Whether there is more than white space on a line."""
    return bool(line) and bool("".join([run[0] for run in line]).strip())
