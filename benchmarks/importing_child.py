"""One import in a process of its own; prints its CPU seconds and peak memory (MB) as JSON."""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

MB = 1024  # ru_maxrss is in kB


def mlcards(path: str, home: str) -> Callable[[], object]:
    """Return what imports a file into the collection in `home`."""
    from mlcards.bootstrap import open_collection
    from mlcards.collection.import_plans import Choices, plan_sources, sure
    from mlcards.collection.importing import apply
    from mlcards.collection.sources import read_sources
    from mlcards.config.paths import Home
    from mlcards.config.settings import Settings

    collection = open_collection(Home(Path(home)), Settings(), {})

    def run() -> None:
        sources = read_sources([path], known=collection.decks())
        assert not any(source.errors for source in sources)
        apply(collection, plan_sources(collection, sources), Choices(same=sure))

    return run


def anki_csv(path: str, package: str) -> Callable[[], object]:
    """Return what imports a table with Anki; afterwards the package is written from it."""
    from anki.collection import Collection, ExportAnkiPackageOptions, ImportCsvRequest

    collection = Collection(str(Path(package).with_suffix(".anki2")))
    metadata = collection.get_csv_metadata(path, None)

    def run() -> None:
        collection.import_csv(ImportCsvRequest(path=path, metadata=metadata))

    def write() -> None:
        collection.export_anki_package(
            out_path=package,
            options=ExportAnkiPackageOptions(with_scheduling=False, with_media=False),
            limit=None,
        )
        collection.close()

    after.append(write)
    return run


def anki_apkg(path: str) -> Callable[[], object]:
    """Return what imports a package with Anki."""
    from anki.collection import (
        Collection,
        ImportAnkiPackageOptions,
        ImportAnkiPackageRequest,
    )

    collection = Collection(str(Path(path).with_name("fresh.anki2")))
    request = ImportAnkiPackageRequest(package_path=path, options=ImportAnkiPackageOptions())
    return lambda: collection.import_anki_package(request)


def load_yaml(path: str) -> Callable[[], object]:
    """Return what loads YAML with PyYAML's fastest loader."""
    import yaml

    data = Path(path).read_bytes()
    return lambda: yaml.load(data, Loader=yaml.CSafeLoader)


after: list[Callable[[], None]] = []
KINDS: dict[str, Callable[..., Callable[[], object]]] = {
    "mlcards": mlcards,
    "anki-csv": anki_csv,
    "anki-apkg": anki_apkg,
    "load-yaml": load_yaml,
}


def main() -> None:
    """Run one kind with its arguments."""
    call = KINDS[sys.argv[1]](*sys.argv[2:])
    begin = time.process_time()
    kept = call()
    spent = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB
    for more in after:
        more()
    print(json.dumps({"seconds": spent, "peak_mb": peak, "kept": kept is not None}))


if __name__ == "__main__":
    main()
