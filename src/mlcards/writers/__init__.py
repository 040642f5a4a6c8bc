"""Writers of formats: from decks to files."""
