"""The snapshot as a file: its budget, its policy, and the posture a machine can read back from it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from aispm_nb.posture import Posture
from aispm_nb.posture import document as documents
from aispm_nb.views import report as module
from aispm_nb.views.kept import MOST as KEPT
from aispm_nb.views.kept import kept
from aispm_nb.views.report import document_in, report
from aispm_nb.vocabulary import UsageError
from tests.views import postures

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "aispm_nb" / "views" / "static"
FRONT = ROOT / "extensions" / "posture-view"
BUDGET = 1_500_000


def test_ten_thousand_findings_fit_the_budget() -> None:
    assert len(report(postures.large()).encode()) < BUDGET


def test_the_front_end_fits_its_own() -> None:
    for name in ("posture-view.js", "posture-report.js"):
        assert len(gzip.compress((STATIC / name).read_bytes())) < 150_000


@pytest.mark.parametrize("make", postures.ALL.values(), ids=postures.ALL)
def test_a_machine_reads_back_what_was_written(make: Any) -> None:
    assert document_in(report(make())) == json.loads(json.dumps(make()))


def test_the_embedded_hash_is_that_of_the_json() -> None:
    found = re.search(
        r'type="application/vnd\.aispm-posture\+gzip"[^>]*data-sha256="(\w+)">([^<]+)', report(postures.golden())
    )
    assert found
    assert hashlib.sha256(gzip.decompress(base64.b64decode(found[2]))).hexdigest() == found[1]


def test_a_changed_posture_is_refused() -> None:
    page = re.sub(r'data-sha256="\w{8}', 'data-sha256="00000000', report(postures.golden()))
    with pytest.raises(UsageError, match="does not match its SHA-256"):
        document_in(page)
    with pytest.raises(UsageError, match="no posture in this page"):
        document_in("<html></html>")


def test_the_same_posture_is_the_same_file() -> None:
    assert report(postures.golden()) == report(postures.golden())


def test_the_policy_names_each_script_and_allows_no_request() -> None:
    page = report(postures.hostile())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    assert "default-src 'none'" in policy[1]
    assert not re.search(r"https?:|unsafe-eval|script-src[^;]*unsafe", policy[1])
    for script in re.findall(r"<script>(.*?)</script>", page, re.DOTALL):
        assert module._source(script) in policy[1]


def test_the_committed_bundle_is_built_from_the_committed_sources() -> None:
    """As ``sources()`` in build.mjs. When this fails: ``npm ci && npm run build`` in extensions/posture-view."""
    files = [path for path in (FRONT / "src").rglob("*") if path.is_file()]
    names = sorted([path.relative_to(FRONT).as_posix() for path in files] + ["build.mjs", "package-lock.json"])
    digest = hashlib.sha256()
    for name in names:
        digest.update(f"{name}\n".encode() + (FRONT / name).read_bytes())
    assert (STATIC / "sources.sha256").read_text().strip() == digest.hexdigest()


def test_python_and_typescript_share_their_words() -> None:
    assert (STATIC / "words.json").read_bytes() == (FRONT / "src" / "words.json").read_bytes()


def test_what_a_notebook_carries_of_a_board_is_small_and_can_run_its_own_two_scripts_alone() -> None:
    made = kept(postures.golden())
    assert len(made.encode()) < 80_000
    frame = html.unescape(re.findall(r'data-page="([^"]*)"', made)[0])
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', frame)
    assert (
        policy
        and "default-src 'none'" in policy[1]
        and "unsafe-inline" not in policy[1].partition("script-src")[2].split(";")[0]
    )
    code = re.search(r'id="aispm-code">([^<]+)<', frame)
    assert code
    board = gzip.decompress(base64.b64decode(code[1])).decode()
    assert board == module.script() and module._source(board) in policy[1]
    for script in re.findall(r"<script>(.*?)</script>", frame, re.DOTALL):
        assert module._source(script) in policy[1]
    assert re.search(r'<iframe [^>]*sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"', made)


def test_the_most_that_a_notebook_carries_is_one_plot() -> None:
    document = documents.write(Posture.from_json(json.dumps(postures.large())), KEPT)
    assert document["truncated"]["findings"] == {"shown": 300, "of": 10_000}
    assert len(kept(document).encode()) < 120_000
