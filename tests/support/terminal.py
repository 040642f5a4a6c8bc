"""Running mlcards in processes of its own: through a pseudo-terminal, and to see what it loads."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Mapping, Sequence

from mlcards.core.text import visible


def through_a_terminal(args: Sequence[str | bytes], env: Mapping[str, str]) -> tuple[int, bytes]:
    """Return exit status and every byte that `mlcards ARGS` sends to its terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "mlcards", *args],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color", **env},
        close_fds=True,
    )
    os.close(theirs)
    seen = b""
    try:
        while chunk := _read(ours):
            seen += chunk
    finally:
        os.close(ours)
    return process.wait(timeout=30), seen


def assert_harmless(seen: bytes) -> None:
    """Check that a terminal was sent no control character or bidi override, save line ends."""
    text = seen.decode("utf-8").replace("\r\n", "\n")
    assert text == visible(text)


def modules_after(code: str) -> set[str]:
    """Return the modules a fresh interpreter has loaded after running `code`."""
    report = "import json, sys; sys.stderr.write('\\n' + json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", f"try:\n    {code}\nfinally:\n    {report}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says EIO when the other side is closed
        return b""
