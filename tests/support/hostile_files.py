"""Text files made to do harm, by format: what refuses them, or what of them has to be kept.

`REFUSED` are small files that no collection may take, with the lines where a person has to look;
`ODD` are strange but valid, with texts that come in as they are written; `BIG` are refused for
what they would cost.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

ESCAPE = "\x1b]52;c;eA==\x07\x1b[31m"
BIDI = "\u202e\u2066"


@dataclass(frozen=True, slots=True)
class Bad:
    """A file that is refused.

    Attributes:
        data: its bytes.
        lines: where its errors are told; empty where it is the whole file that is wrong.
    """

    data: bytes
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Odd:
    """A file that comes in.

    Attributes:
        data: its bytes.
        texts: questions or answers as the collection has them.
        warned: whether a warning says what is strange.
    """

    data: bytes
    texts: tuple[str, ...]
    warned: bool = False


def _yaml(question: str, *, head: str = "deck: D\n") -> bytes:
    return f"{head}cards:\n  - question: {question}\n    answer: a\n".encode()


def _laughs() -> str:
    lines = ['deck: D\na: &a ["lol", "lol", "lol", "lol", "lol", "lol", "lol", "lol", "lol"]']
    for before, after in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]")
    return "\n".join([*lines, "cards:\n  - question: *i\n    answer: *i\n"])


def _merges() -> str:
    lines = ["deck: D\na0: &a0 {k0: v}"]
    lines += [
        f"a{level}: &a{level}\n  <<: [{', '.join([f'*a{level - 1}'] * 10)}]"
        for level in range(1, 8)
    ]
    return "\n".join([*lines, "cards:\n  - {<<: *a7, question: q, answer: a}\n"])


_YAML_REFUSED = {
    "brackets": Bad(b"[" * 100_000, (1,)),
    "brackets of a card": Bad(_yaml("[" * 100_000), (3,)),
    "dashes": Bad(b"- " * 50_000, (1,)),
    "question marks": Bad(b"? " * 50_000, (1,)),
    "deep indents": Bad("".join(f"{' ' * n}a:\n" for n in range(600)).encode(), (33,)),
    "laughs": Bad(_laughs().encode()),
    "merges": Bad(_merges().encode()),
    "anchor": Bad(_yaml("&a text"), (3,)),
    "tag of Python": Bad(_yaml("!!python/object/apply:os.system [id]"), (3,)),
    "tag by a handle": Bad(
        b"%TAG !p! tag:yaml.org,2002:python/\n---\n" + _yaml("!p!object/apply:os.system [id]"),
        (5,),
    ),
    "tag int": Bad(_yaml("!!int foo"), (3,)),
    "tag timestamp": Bad(_yaml("!!timestamp 2024-02-30"), (3,)),
    "code point beyond all": Bad(_yaml(r'"\UFFFFFFFF"'), (3,)),
    "two halves of a pair": Bad(_yaml(r'"\ud83d\ude00"'), (3,)),
    "half a pair": Bad(_yaml(r'"\ud800"'), (3,)),
    "NUL as an escape": Bad(_yaml(r'"a\0b"'), (3,)),
    "NUL as it is": Bad(_yaml("a\0b"), (3,)),
    "ESC as it is": Bad(_yaml(f"a{ESCAPE}b"), (3,)),
    "ESC in a key": Bad(
        b'deck: D\ncards:\n  - "\\e[31m": 1\n    question: q\n    answer: a\n', (3,)
    ),
    "twice": Bad(b"deck: D\ncards:\n  - question: q\n    answer: a\n    question: b\n", (5,)),
    "twice a deck": Bad(b"deck: D\ncards: []\ndeck: E\n", (3,)),
    "same id": Bad(
        b"deck: D\ncards:\n  - {id: x, question: q, answer: a}\n"
        b"  - {id: x, question: r, answer: a}\n",
        (4,),
    ),
    "wrong everywhere": Bad(
        b"deck: [x]\ncards:\n  - 7\n  - question: {a: b}\n    answer: a\n  - qestion: q\n"
        b"    answer: a\n  - question: q\n    answer: a\n    tags: {a: 1}\n    type: nonsense\n",
        (1, 3, 4, 6, 10, 11),
    ),
    "cards a text": Bad(b"deck: D\ncards: many\n", (2,)),
    "a list": Bad(b"- 1\n- 2\n"),
    "a text": Bad(b"hello there\n"),
    "nothing": Bad(b""),
    "only a mark": Bad(b"\xef\xbb\xbf"),
    "only comments": Bad(b"# nothing\n"),
    "UTF-16 without a mark": Bad(_yaml("q").decode().encode("utf-16-le")),
    "Latin-1": Bad(_yaml("na\u00efve?").decode().encode("latin-1"), (3,)),
    "half a character": Bad(_yaml("q") + b"\xe2\x82", (5,)),
    "unclosed quote": Bad(_yaml('"never closed')),
    "bad indent": Bad(b"deck: D\ncards:\n  - question: q\n   answer: a\n", (4,)),
    "tab for an indent": Bad(b"deck: D\ncards:\n\t- question: q\n", (3,)),
    "a second document": Bad(_yaml("q") + b"---\ncards: 1\n", (6,)),
}
_CSV_REFUSED = {
    "unclosed quote": Bad(b'question,answer\nq,"never closed\nr,s\n', (2,)),
    "text after a quote": Bad(b'question,answer\nq,"b"x\n', (2,)),
    "NUL": Bad(b"question,answer\nq,a\nr,a\0b\n", (3,)),
    "field of a megabyte": Bad(b"question,answer\nq,a\nr," + b"x" * (1 << 20) + b"xx\n", (3,)),
    "million of columns": Bad(b"question,answer\nq,a\nr" + b"," * 1_000_000 + b"x\n", (3,)),
    "header of a million columns": Bad(b"question,answer" + b",x" * 1_000_000 + b"\nq,a\n", (1,)),
    "long cell and more": Bad(
        b"question,answer\n,a\nr," + b"x" * (1 << 20) + b'x\n"q"x,a\n,b\n"r,s\n', (2, 3, 4, 5, 6)
    ),
    "no question": Bad(b"question,answer,notes\n,a,n\nq,a,n\n,b,n\n", (2, 4)),
    "several errors": Bad(
        b"id,question,answer,tags,type\nx,q,a,,basic\nx,r,a,,basic\ny,,a,,basic\n"
        b"z,q2,a,,nonsense\n",
        (3, 4),
    ),
    "reviews": Bad(b"card_id,rating,review_datetime\n1,3,2026-01-01\n", (1,)),
    "damaged UTF-16": Bad(b"\xff\xfeq\0,\0a\0\n\0\x00\xd8"),
    "bytes of no text": Bad(b"question,answer\nq,\x81\x8d\xe2\x82\n", (2,)),
    "a picture": Bad(b"\x89PNG\r\n\x1a\n\0\0"),
    "a workbook": Bad(b"PK\x03\x04" + b"\0" * 64 + b"xl/workbook.xml"),
    "only a delimiter's name": Bad(b"sep=;\n"),
    "delimiter that is a quote": Bad(b'sep="\nq"a\n'),
    "only a header": Bad(b"question,answer\n"),
    "only delimiters": Bad(b",,,,\n,,,,\n"),
}
_MD_REFUSED = {
    "only headings": Bad(b"# a\n# b\n# c\n"),
    "quotes in quotes": Bad(b">" * 20_000 + b"\n"),
    "open brackets": Bad(b"[" * 50_000 + b"\n"),
    "unclosed fence": Bad(b"```\n# a\n## q?\nanswer\n"),
    "front matter only": Bad(b"---\ntags: [a]\n"),
    "NUL": Bad(b"## q?\n\na\0b\n", (3,)),
    "empty cloze": Bad(
        b"Q: q\nA: a\n\nC: no gap here\n\nQ: without an answer\n\nQ: next\nA: x\n", (4, 6)
    ),
}
_JSON_REFUSED = {
    "deep": Bad(b"[" * 100_000, (1,)),
    "deep tables": Bad(b'{"a":' * 100_000, (1,)),
    "huge number": Bad(b'[\n{"question": ' + b"9" * 100_000 + b', "answer": "a"}]', (2,)),
    "endless numbers": Bad(
        b'[\n{"question": "q", "answer": "a", "cards": [{"part": "main", "phase": "review",'
        b' "memory": [1e999, 1e999], "stability": 1e999, "reps": 1e999}]}]',
        (2,),
    ),
    "NaN": Bad(b'[{"question": "q",\n "answer": NaN}]', (2,)),
    "key twice": Bad(b'[\n{"question": "q", "answer": "a", "question": "b"}]', (2,)),
    "half": Bad(b'[{"question": "q",\n "answer": "a"', (2,)),
    "comma at the end": Bad(b'[{"question": "q", "answer": "a"},\n]', (2,)),
    "wrong everywhere": Bad(
        b'{"format": "mlcards", "version": 1, "decks": [\n{"title": 7, "notes": [\n'
        b'{"question": [1], "answer": "a"},\n{"question": "q", "answer": {"x": 1}},\n'
        b'{"question": "q", "answer": "a", "tags": 5},\n7\n]}]}',
        (2, 3, 4, 5, 6),
    ),
    "wrong in a list": Bad(
        b'[\n{"question": 1},\n[2],\nnull,\n{"question": {}, "answer": "a"}]', (2, 3, 4, 5)
    ),
    "crowdanki of nothing": Bad(b'{"__type__": "Deck", "name": 5, "notes": {"a": 1}}'),
    "crowdanki wrong": Bad(b'{"__type__": "Deck", "name": "D", "notes": [\n7,\n{"fields": 3}]}'),
    "a number": Bad(b"7"),
    "a list of numbers": Bad(b"[1, 2]"),
    "nothing": Bad(b"{}"),
}
_TEXT_REFUSED = {
    "one side": Bad(b"recall\nprecision\nlift\n"),
    "header of hashes": Bad(b"#separator:tab\n" + b"#tags:x\n" * 5000),
    "unclosed quote": Bad(b'#separator:tab\n#html:false\nq\t"never\nr\ts\n', (3,)),
    "separator that is a line": Bad(b"#separator:\n#html:true\n#columns:\n"),
    "columns beyond": Bad(
        b"#separator:tab\n#guid column:99999999999999999999\n#deck column:-1\n#tags column:x\n"
    ),
    "NUL": Bad(b"#separator:tab\nq\ta\nr\tb\0\n", (3,)),
}

REFUSED: Mapping[str, tuple[str, Mapping[str, Bad]]] = {
    "yaml": (".yaml", _YAML_REFUSED),
    "csv": (".csv", _CSV_REFUSED),
    "markdown": (".md", _MD_REFUSED),
    "json": (".json", _JSON_REFUSED),
    "text": (".txt", _TEXT_REFUSED),
}
"""By format: the ending of its files, and they by name."""


def _json(question: str, answer: str = "a") -> bytes:
    return json.dumps([{"question": question, "answer": answer}]).encode()


ODD: Mapping[str, Odd] = {
    "words.yaml": Odd(
        b"deck: Words\ncards:\n"
        + b"".join(
            f"  - question: {word} ?\n    answer: {word}\n".encode()
            for word in ("no", "010", "1:30", "1_000", "1.10", "2024-01-02", "~", ".inf", "0x1F")
        ),
        ("no", "010", "1:30", "1_000", "1.10", "2024-01-02", ".inf", "0x1F"),
    ),
    "escapes.yaml": Odd(
        _yaml(json.dumps(f"{ESCAPE}{BIDI}[/][@click=app.quit]x[/]"), head="deck: Esc\n"),
        (f"{ESCAPE}{BIDI}[/][@click=app.quit]x[/]",),
    ),
    "tab.yaml": Odd(b"deck: Tab\ncards:\n  - question: x\ty\n    answer: a\n", ("x\ty",)),
    "utf16.yaml": Odd(
        _yaml("na\u00efve", head="deck: W\n").decode().encode("utf-16"), ("na\u00efve",)
    ),
    "windows.csv": Odd(
        "question,answer\nna\u00efve \u2013 q,\u20ac\n".encode("cp1252"),
        ("na\u00efve \u2013 q", "\u20ac"),
        warned=True,
    ),
    "utf16.csv": Odd("question\tanswer\nna\u00efve u\tz\n".encode("utf-16"), ("na\u00efve u",)),
    "separators.csv": Odd("question,answer\na\u2028b\u0085c,d\n".encode(), ("a\u2028b\u0085c",)),
    "excel.csv": Odd(b"sep=;\nquestion;answer\nx,y;z,1\n", ("x,y", "z,1")),
    "mixed.csv": Odd(b'question;answer\n"a,b\tc|d";"x;y\nz"\n', ("a,b\tc|d", "x;y\nz")),
    "formula.csv": Odd(b"question,answer\n=cmd|' /C calc'!A0,+1\n", ("=cmd|' /C calc'!A0", "+1")),
    "escape.csv": Odd(f"question,answer\n{ESCAPE}{BIDI}q,a\n".encode(), (f"{ESCAPE}{BIDI}q",)),
    "quotes.md": Odd(b"# D\n## Deep quotes?\n" + b">" * 5000 + b" x\n", (">" * 5000 + " x",)),
    "brackets.md": Odd(b"# E\n## Brackets?\n" + b"[" * 50_000 + b"\n", ("[" * 50_000,)),
    "link.md": Odd(
        b"# F\n## Links?\n[x](file%3A///etc/passwd) <script>alert(1)</script>\n",
        ("[x](file%3A///etc/passwd) <script>alert(1)</script>",),
    ),
    "fence.md": Odd(b"# G\n## Open fence?\n```\n## no question\n", ("```\n## no question",)),
    "comment.md": Odd(b"# Open\n## In a comment?\n<!--\nkept\n", ("<!--\nkept",)),
    "jescape.json": Odd(_json(f"{ESCAPE}{BIDI}j", "{{c1::x}}"), (f"{ESCAPE}{BIDI}j", "{{c1::x}}")),
    "half.json": Odd(b'[{"question": "half \\ud800 pair", "answer": "a"}]', ("half \ufffd pair",)),
    "header.txt": Odd(
        b"#separator:tab\n#html:false\n#deck:\x1b[31mAnki\nq t\ta t\n#q\t#a\n", ("q t", "#q", "#a")
    ),
    "markup.txt": Odd(b"#separator:tab\n#html:true\nq h\t" + b"<a " * 13_000 + b"\n", ("q h",)),
}
"""By the file's name."""


def many_errors() -> Bad:
    """Return a deck with more errors than anybody reads: they are told up to a number."""
    return Bad(b"deck: D\ncards:\n" + b"  - qestion: q\n" * 50_000, (3, 4, 5, 6))


BIG: Mapping[str, Callable[[], bytes]] = {
    "a line of 20 MB.yaml": lambda: b"deck: D\ncards:\n  - question: " + b"x" * (20 << 20),
    "a text of 70 MB.yaml": lambda: _yaml("x " * (35 << 20)),
    "brackets of 8 MB.yaml": lambda: b"[" * (8 << 20),
    "many errors.yaml": lambda: many_errors().data,
    "dashes of 8 MB.yaml": lambda: b"- " * (4 << 20),
    "keys.yaml": lambda: b"deck: D\n" + b"".join(b"k%d: v\n" % n for n in range(100_000)),
    "quotes of 30 MB.csv": lambda: b'question,answer\nq,"' + b'""' * (15 << 20),
    "columns of 30 MB.csv": lambda: b"," * (30 << 20),
    "rows.csv": lambda: b"q,a\n" * 7_000_000,
    "a line of 20 MB.csv": lambda: b"question,answer\nq," + b"x" * (20 << 20),
    "a line of 20 MB.md": lambda: b"# D\n## q?\n" + b"x" * (20 << 20),
    "brackets of 8 MB.md": lambda: b"# D\n## q?\n" + b"[" * (8 << 20),
    "fences.md": lambda: b"# D\n## q?\n" + b"```\n~~~\n" * 800_000,
    "marks.md": lambda: b"==a" * (8 << 20),
    "a text of 70 MB.json": lambda: b'[{"question": "' + b"x" * (70 << 20) + b'", "answer": "a"}]',
    "blanks.json": lambda: b" " * (30 << 20),
    "lists.json": lambda: b"[" + b"[]," * (10 << 20) + b"[]]",
    "cards.json": lambda: b"[" + b'{"question":"q","answer":"a"},' * 1_000_000 + b"{}]",
    "numbers.json": lambda: b"[" + b"1" * (30 << 20) + b"]",
    "pairs.txt": lambda: b"q\ta\n" * 2_500_000,
    "markup.txt": lambda: b"#separator:tab\n#html:true\nq\t" + b"<a " * (8 << 20) + b"\n",
}
"""By the file's name: what is refused for its size."""
