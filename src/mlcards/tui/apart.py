"""Work that may never end, beside the event loop: reading from a disk far away, for one.

`asyncio.to_thread` will not do for it: leaving the app would wait for that thread.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TypeVar

_T = TypeVar("_T")


async def apart(work: Callable[[], _T]) -> _T:
    """Return what `work` returns, or raise what it raises; it runs in a thread of its own.

    When the awaiting task is cancelled the thread goes on and its result is thrown away, so
    `work` may only read.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_T] = loop.create_future()

    def give(result: _T | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result: _T | None = None
        error: BaseException | None = None
        try:
            result = work()
        except BaseException as raised:  # noqa: BLE001 - raised again where it is awaited
            error = raised
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(give, result, error)

    Thread(target=run, name="apart", daemon=True).start()
    return await done
