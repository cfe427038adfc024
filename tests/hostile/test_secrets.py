"""What a registry holds that it should not is told, and never repeated."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Registry

# Made up, of the full shape of their kinds, and put together here so that no scanner of sources takes them for real.
KEYS = {
    "param": "AKIA" + "QWERTYUIOP234567",
    "tag": "ghp_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7aB3dE6gH9",
    "named param": "correct-horse-battery-9",
    "version tag": "hf_" + "AbCdEfGhIjKlMnOpQrStUvWxYz012345",
    "description": "sk-proj-" + "A1b2C3d4E5f6G7h8I9j0K1l2",
    "prompt": "xoxb-" + "123456789012-abcdefGHIJKL",
    "source": "hunter2-hunter2",
    "data set": "s3cr3t-p4ssw0rd-x",
    "trace": "glpat-" + "abcdefghij0123456789",
    "repository": "r3p0-t0ken-value",
    "mail": "jane.doe@northbank-internal.com",
}


@pytest.fixture(scope="module")
def leaky(make_registry: Callable[[Path], Registry], tmp_path_factory: pytest.TempPathFactory) -> Registry:
    registry = make_registry(tmp_path_factory.mktemp("leaky"))
    poison = registry.poison
    poison("UPDATE params SET value = ?", KEYS["param"])
    poison("UPDATE tags SET value = ? WHERE key = 'note'", KEYS["tag"])
    run = "(SELECT run_uuid FROM runs LIMIT 1)"
    poison(f"INSERT INTO params (run_uuid, key, value) VALUES ({run}, 'db_password', ?)", KEYS["named param"])
    poison(f"INSERT INTO tags (run_uuid, key, value) VALUES ({run}, 'mlflow.source.git.repoURL', ?)",
           f"https://bot:{KEYS['repository']}@git.example.org/x.git")  # fmt: skip
    poison("UPDATE model_version_tags SET value = ? WHERE key = 'stage'", f"token={KEYS['version tag']}")
    poison("UPDATE registered_models SET description = ?", f"Ask {KEYS['mail']}; key {KEYS['description']}")
    poison(
        "UPDATE model_version_tags SET value = ? WHERE key = 'mlflow.prompt.text'", f"Use {KEYS['prompt']} to log in"
    )
    poison("UPDATE model_versions SET source = ? WHERE name = 'model-1'", f"http://me:{KEYS['source']}@host.example/m")
    poison("UPDATE datasets SET dataset_source = ?", '{"url": "https://me:%s@host.example/d.csv"}' % KEYS["data set"])  # noqa: UP031
    poison("INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status, request_preview, response_preview) "
           "VALUES ('tr-1', 1, 1, 'OK', ?, ?)", f"my token is {KEYS['trace']}", KEYS["mail"])  # fmt: skip
    registry.scan()
    return registry


def test_they_are_found(leaky: Registry) -> None:
    posture = leaky.workspace().posture()
    rules = {row["rule"] for row in posture.rows("FROM findings")}
    assert {"secret-in-run", "secret-in-model-metadata", "secret-in-prompt", "secret-in-trace",
            "credentials-in-repository-url", "secret-in-dataset-source"} <= rules  # fmt: skip


@pytest.mark.parametrize("where", KEYS)
def test_no_view_repeats_them(leaky: Registry, tmp_path: Path, where: str) -> None:
    posture = leaky.workspace().posture()
    shown = {
        "document": posture.to_json(),
        "page": posture.to_html(tmp_path / "page.html").read_text(encoding="utf-8"),
        "repr": repr(posture),
        "card": posture._repr_html_(),
        "findings": posture.findings.to_string(max_colwidth=None),
        "lineage and assets": posture.assets.to_string(max_colwidth=None),
    }
    assert [view for view, text in shown.items() if KEYS[where] in text] == []


def test_the_command_line_does_not_either(leaky: Registry) -> None:
    for command in (("findings",), ("findings", "--format", "json"), ("scan", f"sqlite:///{leaky.database}", "--format", "json"),
                    ("scan", f"sqlite:///{leaky.database}")):  # fmt: skip
        name = ("--name", "hostile")
        ran = subprocess.run([str(Path(sys.executable).with_name("aispm")), *command, "--store", str(leaky.store), *name],
                             capture_output=True, text=True, env=os.environ | {"COLUMNS": "400"})  # fmt: skip
        assert ran.returncode == 0 and ran.stdout, ran.stderr
        assert [where for where, key in KEYS.items() if key in ran.stdout + ran.stderr] == []
