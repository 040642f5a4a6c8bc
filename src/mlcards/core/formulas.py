r"""What is a formula: the rules for `$…$`, `$$…$$`, `\(…\)` and `\[…\]`, whoever looks for one."""

import re

LONGEST_FORMULA = 2000
"""Characters of a formula: a longer one is text."""
CLOSING = {"$$": "$$", "\\[": "\\]", "\\(": "\\)"}
"""What closes a formula by what opens it; for one dollar see `DOLLARS`."""
DOLLARS = re.compile(
    rf"(?<![\w$])\$(?![\s$])((?:[^$\\`]|\\[^`]){{1,{LONGEST_FORMULA}}}+)(?<!\s)\$(?![\w$])"
)
"""What may be a formula between single dollars; its group is the source."""

_SIGNS = re.compile(r"[\\^_{}=+<>*/|-]")
_STRONG_SIGNS = re.compile(r"[\\^_{}=]")


def is_formula(opening: str, source: str) -> bool:
    r"""Tell a formula from prices (`$5, we pay 10$`) and escaped brackets (`x\[0\]`)."""
    if not source.strip() or "`" in source:
        return False
    if opening == "$$":
        return True
    if opening == "\\[":
        return bool(_STRONG_SIGNS.search(source))
    if not any(map(str.isspace, source)):
        return True
    signs = _STRONG_SIGNS if source[0].isdigit() and opening == "$" else _SIGNS
    return bool(signs.search(source))
