"""Every schema revision that we have a registry of is read as it is, and left as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from aispm_nb.sources.open import source
from tests.old_registries import expected, filestores, names, restore

from .reads import Seen, digest, read

COUNTED = {
    "experiments": "experiments", "runs": "runs", "registered_models": "registered_models",
    "model_versions": "model_versions", "aliases": "registered_model_aliases", "datasets": "datasets",
    "logged_models": "logged_models", "traces": "trace_info",
}  # fmt: skip


def _counts(seen: Seen, known: dict[str, int | None]) -> dict[str, int | None]:
    return {
        what: None if (table := COUNTED[what]) in seen.unseen else len(seen.tables[table])
        for what in known
        if what in COUNTED
    }


@pytest.mark.parametrize("name", names())
def test_a_database_of_an_old_revision(name: str, tmp_path: Path) -> None:
    path = restore(name, tmp_path / "mlflow.db")
    before = digest(path)
    seen = read(source(f"sqlite:///{path}"), tmp_path)
    known = expected(name)
    assert _counts(seen, known) == {what: count for what, count in known.items() if what in COUNTED}
    assert seen.facts == {"schema_revision": known["revision"]}
    assert seen.changed_again == 0
    assert digest(path) == before


@pytest.mark.parametrize("name", filestores())
def test_a_file_store_of_an_old_version(name: str, tmp_path: Path) -> None:
    path = restore(name, tmp_path / "mlruns")
    before = digest(path)
    seen = read(source(path.as_uri()), tmp_path, scans=1)
    known = expected(name)
    assert _counts(seen, known) == {what: count for what, count in known.items() if what in COUNTED}
    assert digest(path) == before


def test_what_an_old_revision_lacks_is_named(tmp_path: Path) -> None:
    seen = read(source(str(restore("mlflow-1.20.2", tmp_path / "mlflow.db"))), tmp_path)
    assert {"registered_model_aliases", "datasets", "logged_models", "trace_info", "secrets"} <= set(seen.unseen)
    assert "this revision" in seen.unseen["model_versions.storage_location"]
    assert "model_versions" not in seen.unseen
