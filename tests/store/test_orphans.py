from datetime import date

from mlcards.core.model import CardId
from mlcards.store import cards, orphans
from mlcards.store.orphans import OrphanRow
from support.databases import OpenStore
from support.factories import CardState, a_cloze, a_content, a_reversed, a_schedule, add_deck, put


def test_orphans_come_with_what_their_cards_add_up_to(databases: OpenStore) -> None:
    store = databases()
    contents = [a_reversed("A", "B"), a_content("C"), a_content(""), a_cloze("no gap")]
    deck = add_deck(store, contents)
    last = date(2026, 11, 20)
    with store.writing() as connection:
        put(connection, 1, CardState(a_schedule(reps=3)))
        put(connection, 2, CardState(a_schedule(reps=2, last_day=last)))
        orphans.put_aside(connection, [1, 3, 4])
    with store.reading() as connection:
        assert orphans.rows(connection) == [
            OrphanRow(1, deck, "A", 2, 5, last),
            OrphanRow(3, deck, "", 1, 0, None),
            OrphanRow(4, deck, "no gap", 0, 0, None),
        ]
        assert orphans.numbers(connection) == {1: 2, 3: 1, 4: 0}
        assert cards.get(connection, CardId(1)).orphaned
