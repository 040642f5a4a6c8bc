"""A program in a real pseudo-terminal: start it, press a key, wait until a word is painted."""

import os
import pty
import re
import select
import signal
import struct
import time
from collections.abc import Mapping, Sequence
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ
from types import TracebackType
from typing import Self

_TIMEOUT = 20.0


class Terminal:
    """A child process with a terminal of 80×24; use it in a `with`."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self._begin = time.perf_counter()
        self._child, self._terminal = pty.fork()
        if self._child == 0:
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody starts a program that way
            os.environ.update(environ, TERM="xterm-256color")
            os.execv(command[0], list(command))
        ioctl(self._terminal, TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        os.close(self._terminal)

    def until(self, word: str) -> float:
        """Return seconds from the start, or the last key, until `word` is written."""
        seen = b""
        while word.encode() not in seen:
            ready, _, _ = select.select([self._terminal], [], [], _TIMEOUT)
            if not ready:
                raise TimeoutError(f"no {word} within {_TIMEOUT} s; last: {seen[-300:]!r}")
            seen = seen[-4096:] + os.read(self._terminal, 65536)
        return time.perf_counter() - self._begin

    def press(self, key: str) -> None:
        """Send a key."""
        self._begin = time.perf_counter()
        os.write(self._terminal, key.encode())

    def settle(self, quiet: float = 0.15) -> None:
        """Read until nothing is written for `quiet` seconds."""
        while select.select([self._terminal], [], [], quiet)[0]:
            os.read(self._terminal, 65536)

    def memory(self) -> float:
        """Return the resident size of the program, in MB; Linux only."""
        status = Path(f"/proc/{self._child}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024
