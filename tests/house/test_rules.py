"""A new rule is one new file: found, judged, tested by its own cases and documented, with nothing else touched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import aispm_nb
from aispm_nb import catalogue
from aispm_nb.checks import engine
from aispm_nb.vocabulary import UsageError

from ..risk.small import add, rows
from ..worlds import verdicts, world

RULE = """
from aispm_nb.vocabulary import Case, Confidence, Rule, Severity, Threat

RULE = Rule(
    id="experiment-named-test", title="An experiment is called test", severity=Severity.LOW, confidence=Confidence.HIGH,
    threat=Threat.GOVERNANCE, why="Nobody finds it again.", fix="Give it a name.", techniques=("AISPM.GOVERNANCE",),
    references=("https://example.org/names",), needs=("experiments",),
    sql="SELECT 'experiments:/' || experiment_id AS asset, name = 'test' AS fails, name FROM experiments",
    cases=(Case("a poor name", given={"experiments": [{"experiment_id": 1, "name": "test"},
                                                      {"experiment_id": 2, "name": "fraud, spring"}]},
                fails=("experiments:/1",), passes=("experiments:/2",)),),
)
"""
ID = "experiment-named-test"
HERE = Path(aispm_nb.__file__).parent


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "names.py").write_text(RULE)
    return folder


def test_a_rule_of_ones_own_is_found_and_judged(own: Path, tmp_path: Path) -> None:
    chosen = catalogue.rules(own)
    assert chosen.keys() - catalogue.rules().keys() == {ID}
    assert catalogue.family(chosen[ID]) == "own"
    with world(tmp_path) as con:
        for case in chosen[ID].cases:
            assert verdicts(con, chosen[ID], case) == {"experiments:/1": "fail", "experiments:/2": "pass"}
        add(con, "experiments", experiment_id=3, name="test")
        engine.derive(con)
        engine.judge(con, chosen.values())
        assert rows(con, f"SELECT asset, evidence FROM failures WHERE rule = '{ID}'") == [
            ("experiments:/3", '[{"name":"test"}]')]  # fmt: skip


def _aispm(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from aispm_nb.cli import main; main()", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, env=os.environ | environment, cwd=folder, timeout=120
    )


def test_a_rule_of_ones_own_is_documented(own: Path) -> None:
    listed = _aispm(own, "rules", "--rules", str(own), "--format", "json")
    assert listed.returncode == 0, listed.stderr
    assert ID in {row["rule"] for row in json.loads(listed.stdout)}
    shown = _aispm(own, "rules", ID, "--rules", str(own), COLUMNS="200")
    assert shown.returncode == 0, shown.stderr
    for said in ("An experiment is called test", "Nobody finds it again.", "Give it a name.", "a poor name"):
        assert said in shown.stdout


def test_a_rule_in_the_package_is_one_file(tmp_path: Path) -> None:
    """The whole tree is copied, one file is dropped in, and a fresh interpreter knows, tests and documents the rule."""
    shutil.copytree(HERE, tmp_path / "aispm_nb", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "aispm_nb" / "checks" / "metadata" / "experiment_named_test.py").write_text(RULE)
    place = {"PYTHONPATH": str(tmp_path)}
    asked = _aispm(tmp_path, "rules", "--format", "json", **place)
    assert asked.returncode == 0, asked.stderr
    (row,) = [row for row in json.loads(asked.stdout) if row["rule"] == ID]
    assert row["family"] == "metadata"
    script = "import aispm_nb, pytest, sys; print(aispm_nb.__file__); sys.exit(pytest.main(sys.argv[1:]))"
    suite = [str(HERE.parent / "tests" / "checks"), "-k", ID, "-p", "no:cacheprovider", "-o", "addopts=", "-v"]
    ran = subprocess.run([sys.executable, "-c", script, *suite], capture_output=True, text=True, timeout=120,
                         env=os.environ | place, cwd=tmp_path)  # fmt: skip
    assert str(tmp_path) in ran.stdout
    assert ran.returncode == 0 and f"[{ID}: a poor name] PASSED" in ran.stdout, ran.stdout[-3000:]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("def (", "broken.py"),
        ("import no_such_module_anywhere", "broken.py"),
        ("raise SystemExit(0)", "broken.py"),
        ("1 / 0", "broken.py"),
        (RULE.replace("name = 'test' AS fails", "nome AS fails"), ID),
        (RULE.replace("AS asset", "AS thing"), ID),
        (RULE.replace(ID, "no-signature"), "no-signature"),
    ],
    ids=["no Python", "no module", "exit", "error", "no column", "no asset", "a name that is taken"],
)
def test_a_broken_rule_is_named(tmp_path: Path, content: str, said: str) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "broken.py").write_text(content)
    with world(tmp_path) as con, pytest.raises(UsageError, match=said):
        engine.derive(con)
        engine.judge(con, catalogue.rules(folder).values())


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a folder"):
        catalogue.rules(tmp_path / "absent")
