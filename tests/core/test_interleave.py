from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from mlcards.core.interleave import round_robin, share

lists = st.lists(st.lists(st.integers(), max_size=12), max_size=6).map(
    lambda found: [[(n, i) for i in range(len(items))] for n, items in enumerate(found)]
)
stocks = st.lists(st.integers(0, 30), max_size=8)
limits = st.integers(0, 100)


@given(lists)
def test_mixing_keeps_every_item_and_each_list_s_order(items: list[list[tuple[int, int]]]) -> None:
    mixed = round_robin(items)
    assert Counter(mixed) == Counter(item for one in items for item in one)
    for n, one in enumerate(items):
        assert [item for item in mixed if item[0] == n] == one


@given(lists)
def test_mixing_is_even_at_every_point(items: list[list[tuple[int, int]]]) -> None:
    mixed = round_robin(items)
    for count in range(len(mixed) + 1):
        taken = Counter(n for n, _i in mixed[:count])
        for n, one in enumerate(items):
            # never more than one card ahead of or behind its share
            assert abs(taken[n] - count * len(one) / max(len(mixed), 1)) <= len(items) / 2 + 1


def test_mixing_by_example() -> None:
    assert round_robin([["a", "b", "c"], ["x"]]) == ["a", "b", "x", "c"]
    assert round_robin([["a", "b"], ["x", "y"]]) == ["a", "x", "b", "y"]
    assert round_robin([]) == []


@given(stocks, limits)
def test_shares_add_up_to_the_limit_and_fit_the_stocks(available: list[int], limit: int) -> None:
    given_ = share(available, limit)
    assert sum(given_) == min(limit, sum(available))
    assert all(0 <= n <= stock for n, stock in zip(given_, available, strict=True))


@given(stocks, limits)
def test_nobody_gives_two_more_while_another_has_some_left(
    available: list[int], limit: int
) -> None:
    given_ = share(available, limit)
    for n, stock in zip(given_, available, strict=True):
        if n < stock:
            assert max(given_) <= n + 1


def test_shares_by_example() -> None:
    assert share([5, 5, 5], 10) == [4, 3, 3]
    assert share([1, 9, 9], 11) == [1, 5, 5]
    assert share([3, 3], 0) == [0, 0]
    assert share([], 5) == []


@given(stocks, limits, st.data())
def test_a_day_s_shares_stay_as_cards_are_done(
    available: list[int], limit: int, data: st.DataObject
) -> None:
    """What is done is counted in, so the rest of the day is shared as the morning announced."""
    morning = share(available, limit)
    done = [data.draw(st.integers(0, n)) for n in morning]
    left = limit - sum(done)
    stock = [min(n - d, left) + d for n, d in zip(available, done, strict=True)]
    assert share(stock, limit) == morning
