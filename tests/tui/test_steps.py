from mlcards.tui.steps import Step, Steps


class Doing:
    """Steps that write down that they were done."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.steps = Steps(self._run)

    async def _run(self, step: Step) -> None:
        if (doing := step()) is not None:
            await doing

    def step(self, name: str, then: str = "") -> Step:
        async def do() -> None:
            self.done.append(name)
            if then:
                await self.steps.take(self.step(then))

        return do


async def test_steps_wait_for_the_release_in_their_order() -> None:
    doing = Doing()
    await doing.steps.take(doing.step("a"))
    await doing.steps.take(doing.step("b"))
    assert doing.done == []
    assert doing.steps.held
    await doing.steps.release()
    assert doing.done == ["a", "b"]
    await doing.steps.take(doing.step("c"))
    assert doing.done == ["a", "b", "c"]


async def test_what_can_be_done_at_once_is_unless_something_waits_before_it() -> None:
    doing = Doing()
    await doing.steps.take(doing.step("flip"), at_once=True)
    await doing.steps.take(doing.step("rate"))
    await doing.steps.take(doing.step("flip the next"), at_once=True)
    assert doing.done == ["flip"]
    await doing.steps.release()
    assert doing.done == ["flip", "rate", "flip the next"]


async def test_what_comes_during_the_release_lines_up_behind() -> None:
    doing = Doing()
    await doing.steps.take(doing.step("a", then="late"))
    await doing.steps.take(doing.step("b"))
    await doing.steps.release()
    assert doing.done == ["a", "b", "late"]


async def test_dropped_steps_are_not_done() -> None:
    doing = Doing()
    await doing.steps.take(doing.step("a"))
    doing.steps.drop()
    await doing.steps.release()
    assert doing.done == []
