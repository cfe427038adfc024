"""The command line: JSON alone on standard output, words on standard error, and exit codes that programs can rely on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aispm_nb import catalogue, frameworks
from aispm_nb.cli import app
from aispm_nb.posture import Posture

from ..conftest import Library, Scanned

AISPM = str(Path(sys.executable).with_name("aispm"))


@pytest.fixture(scope="module")
def desk(library: Library) -> Scanned:
    return library["llm_desk"]


def _run(*arguments: object, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([AISPM, *map(str, arguments)], capture_output=True, text=True, cwd=folder, timeout=120,
                          env={k: v for k, v in os.environ.items() if k != "MLFLOW_TRACKING_URI"} | environment)  # fmt: skip


def _json(*arguments: object) -> object:
    ran = CliRunner().invoke(app, [*map(str, arguments), "--format", "json"])
    assert ran.exit_code == 0, ran.output
    assert ran.stderr == ""
    return json.loads(ran.stdout)


def test_scan_as_json_is_the_document(desk: Scanned, tmp_path: Path) -> None:
    ran = _run(
        "scan",
        desk.sample.uri,
        "--store",
        tmp_path / "p.duckdb",
        "--name",
        "llm_desk",
        "--format",
        "json",
        folder=tmp_path,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    told = Posture.from_json(ran.stdout)
    keys = "SELECT rule, asset FROM findings ORDER BY ALL"
    assert {row["rule"] for row in told.rows(keys)} <= catalogue.rules().keys()
    assert len(told.findings) >= len(desk.posture.findings) / 2
    again = _run("findings", "--store", tmp_path / "p.duckdb", "--format", "json", folder=tmp_path)
    assert (again.returncode, again.stderr) == (0, "")
    assert len(json.loads(again.stdout)) == len(told.findings)


def test_findings(desk: Scanned) -> None:
    rows = _json("findings", "--store", desk.store)
    assert isinstance(rows, list) and len(rows) == len(desk.posture.findings)
    assert {"rule", "title", "asset", "severity", "confidence", "priority", "priority_because", "threat", "techniques",
            "evidence", "fix", "status", "first_seen", "last_seen", "inherited_from"} <= rows[0].keys()  # fmt: skip
    assert isinstance(rows[0]["evidence"], list) and isinstance(rows[0]["techniques"], list)
    few = _json("findings", "--store", desk.store, "--priority", "scheduled")
    assert isinstance(few, list) and 0 < len(few) < len(rows) and {row["priority"] for row in few} == {"scheduled"}


def test_rules_and_frameworks() -> None:
    rows = _json("rules")
    assert isinstance(rows, list) and {row["rule"] for row in rows} == catalogue.rules().keys()
    known = _json("frameworks")
    assert isinstance(known, list) and {row["framework"] for row in known} == {f.name for f in frameworks.frameworks()}


@pytest.mark.parametrize("rule", catalogue.rules())
def test_every_rule_has_a_page(rule: str) -> None:
    ran = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["rules", rule])
    assert ran.exit_code == 0 and catalogue.rules()[rule].title in ran.stdout


def test_diff(desk: Scanned, tmp_path: Path) -> None:
    made = json.loads(desk.posture.to_json(tmp_path / "earlier.json"))
    made["findings"] = {name: column[1:] for name, column in made["findings"].items()}
    (tmp_path / "later.json").write_text(json.dumps(made))
    (row,) = desk.posture.rows("SELECT rule, asset FROM findings LIMIT 1")
    changes = _json("diff", tmp_path / "earlier.json", tmp_path / "later.json")
    assert isinstance(changes, list) and [{k: c[k] for k in ("change", "rule", "asset")} for c in changes] == [
        {"change": "went", **row}]  # fmt: skip
    assert _json("diff", tmp_path / "earlier.json", tmp_path / "earlier.json") == []


@pytest.mark.parametrize("command", [("findings", "--store", "{store}"), ("rules",), ("frameworks",)])
def test_tables_for_people(desk: Scanned, command: tuple[str, ...]) -> None:
    ran = CliRunner(env={"COLUMNS": "160"}).invoke(app, [part.format(store=desk.store) for part in command])
    assert ran.exit_code == 0 and len(ran.stdout.splitlines()) > 5 and not ran.stdout.lstrip().startswith(("[", "{"))


@pytest.mark.parametrize("name", ["out.html", "out.posture.json", "out.json"])
def test_export(desk: Scanned, tmp_path: Path, name: str) -> None:
    ran = CliRunner().invoke(app, ["export", str(tmp_path / "deep" / name), "--store", str(desk.store)])
    assert (ran.exit_code, ran.stdout) == (0, "") and name in ran.stderr
    text = (tmp_path / "deep" / name).read_text(encoding="utf-8")
    if name.endswith("html"):
        assert text.startswith("<!doctype html>".upper()) or text.lower().startswith("<!doctype html>")
    else:
        assert Posture.from_json(text).to_json() == text == desk.workspace.posture().to_json()


WRONG = {
    "no command": ((), 2, "Usage"),
    "unknown command": (("scam",), 2, "scam"),
    "unknown option": (("scan", "--frmat", "json"), 2, "--frmat"),
    "unknown format": (("rules", "--format", "xml"), 2, "xml"),
    "no URI": (("scan",), 2, "MLFLOW_TRACKING_URI"),
    "unknown kind of URI": (("scan", "gopher://x"), 2, "expected sqlite"),
    "no database": (("scan", "sqlite:///none.db"), 3, "found no file"),
    "nobody listens": (("scan", "http://127.0.0.1:9"), 3, "refused"),
    "no store": (("findings", "--store", "none.duckdb"), 2, "run `aispm scan URI` first"),
    "no such registry": (("findings", "--store", "{store}", "--name", "other"), 2, "llm_desk"),
    "a store that is none": (("findings", "--store", "{text}"), 2, "cannot be opened as a posture store"),
    "never scanned": (("findings", "sqlite:///none.db", "--store", "new.duckdb"), 2, "never scanned"),
    "unknown suffix": (("export", "out.pdf", "--store", "{store}"), 2, ".html"),
    "no suffix": (("export", "out", "--store", "{store}"), 2, ".json"),
    "no document": (("diff", "{text}", "{text}"), 2, "expected a posture document"),
    "no such rule": (("rules", "no-such-rule"), 2, "no-such-rule"),
    "no rules folder": (("rules", "--rules", "none"), 2, "is not a folder"),
    "unknown sample": (("demo", "demo", "--sample", "casino"), 2, "bank"),
    "unknown priority": (("findings", "--priority", "never"), 2, "never"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_goes_wrong_is_said_on_standard_error(desk: Scanned, tmp_path: Path, case: str) -> None:
    arguments, code, said = WRONG[case]
    (tmp_path / "shopping.txt").write_text("bread\n" * 2000)
    place = {"store": desk.store, "text": tmp_path / "shopping.txt"}
    ran = _run(*(part.format(**place) for part in arguments), folder=tmp_path, COLUMNS="300", NO_COLOR="1", TERM="dumb")
    assert (ran.returncode, ran.stdout) == (code, "") or (case == "no command" and ran.returncode == code), ran
    assert said in ran.stderr + (ran.stdout if case == "no command" else "")
    assert "Traceback" not in ran.stderr
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != ".duckdb") == ["shopping.txt"]


def test_demo_leaves_a_page_to_open(tmp_path: Path) -> None:
    ran = _run("demo", "here", "--sample", "vision", folder=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert {path.name for path in (tmp_path / "here").iterdir()} == {
        "posture.html",
        "posture.duckdb",
        "vision",
        "vision.posture.json",
    }
    assert "Wrote here/posture.html" in ran.stderr and len(ran.stdout.splitlines()) > 5
    assert len(Posture.from_json(tmp_path / "here" / "vision.posture.json").findings) > 20


def test_check_data_answers_as_json_and_writes_scores(tmp_path: Path) -> None:
    import pyarrow.parquet as pq
    from sklearn.datasets import load_breast_cancer

    load_breast_cancer(as_frame=True).frame.to_csv(tmp_path / "rows.csv", index=False)
    said = _json("check-data", tmp_path / "rows.csv", "--label", "target", "--scores", tmp_path / "s.parquet")
    assert isinstance(said, dict) and (said["count"], said["scored"], said["classes"]) == (569, 569, ["0", "1"])
    assert pq.read_table(tmp_path / "s.parquet").num_rows == 569


@pytest.mark.parametrize(
    ("name", "content", "label", "code", "says"),
    [
        ("rows.csv", "a,y\n1,0\n", "z", 2, "label 'z'"),
        ("rows.csv", None, None, 2, "found nothing there"),
        ("rows.parquet", "PAR1", None, 3, "rows.parquet"),
        ("rows.csv", "y\n1\n0\n", "y", 3, "not assessed"),
    ],
)
def test_check_data_says_what_is_wrong(
    tmp_path: Path, name: str, content: str | None, label: str | None, code: int, says: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    ran = _run("check-data", tmp_path / name, *(["--label", label] if label else []), folder=tmp_path)
    assert ran.returncode == code
    assert says in ran.stdout + ran.stderr and "Traceback" not in ran.stderr
