"""The number for a shell prompt, without loading what only commands need.

Runs at every prompt a person sees, so everything it imports counts. Whatever is out of the
ordinary is left to the full command, which has the sentences for it.
"""

from collections.abc import Mapping


def short_count(environ: Mapping[str, str]) -> str | None:
    """Return how many cards wait today, "0" for none; None where only the full command can tell.

    It is the number that `mlcards due` ends with.
    """
    from mlcards.bootstrap import clock
    from mlcards.collection.glance import glance
    from mlcards.collection.shipped import fingerprint
    from mlcards.config.paths import resolve_home
    from mlcards.config.settings import load_settings
    from mlcards.core.errors import MlcardsError

    if environ.get("MLCARDS_DATABASE_URL"):
        return None
    try:
        home = resolve_home(None, environ)
        seen = glance(home.database, load_settings(home.config, {}), clock(environ)(), card=False)
    except MlcardsError:
        return None
    if not seen.exists or seen.shipped != fingerprint():
        return None
    return str(seen.counts.total)
