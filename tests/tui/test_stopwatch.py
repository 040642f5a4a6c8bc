from mlcards.tui.stopwatch import LONGEST_PAUSE, Stopwatch
from support.tui import FakeWatch


def test_counts_from_start() -> None:
    time = FakeWatch()
    watch = Stopwatch(time)
    time.advance(9)
    watch.start()
    time.advance(4.25)
    assert watch.seconds == 4.25
    assert watch.milliseconds == 4250


def test_stands_still_after_five_minutes_without_a_touch() -> None:
    time = FakeWatch()
    watch = Stopwatch(time)
    time.advance(3600)
    assert watch.seconds == LONGEST_PAUSE
    watch.touch()
    time.advance(10)
    assert watch.seconds == LONGEST_PAUSE + 10


def test_touches_keep_it_running() -> None:
    time = FakeWatch()
    watch = Stopwatch(time)
    for _ in range(10):
        time.advance(LONGEST_PAUSE - 1)
        watch.touch()
    assert watch.seconds == 10 * (LONGEST_PAUSE - 1)


def test_a_pause_does_not_count() -> None:
    time = FakeWatch()
    watch = Stopwatch(time)
    time.advance(5)
    watch.pause()
    time.advance(50)
    assert watch.seconds == 5
    watch.resume()
    time.advance(2)
    assert watch.seconds == 7


def test_a_new_card_during_a_pause_starts_at_nothing() -> None:
    time = FakeWatch()
    watch = Stopwatch(time)
    time.advance(5)
    watch.pause()
    watch.start()
    assert watch.seconds == 0
    watch.resume()
    time.advance(1)
    assert watch.seconds == 1
