"""What code says it does, in Python's writing and in IPython's."""

from __future__ import annotations

import pytest

from aispm_nb.inspection.code import NotPython, Told, told


def _said(source: str, what: str) -> list[tuple[str, str | None]]:
    return [(each.name, each.detail) for each in told(source, {}) if each.what == what]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import pickle as p\np.load(f)", "pickle.load"),
        ("from joblib import load as fetch\nfetch('a.joblib')", "joblib.load"),
        ("import torch\nx = torch.load\nx('a.pt')", "torch.load"),
        ("__import__('pickle').loads(b)", "pickle.loads"),
        ("import pandas as pd\nframe = pd.read_pickle('a.pkl').dropna()", "pandas.read_pickle"),
        ("def f():\n    import dill\n    return dill.load(g)", "dill.load"),
    ],
)
def test_a_call_is_told_by_its_full_name(source: str, name: str) -> None:
    assert name in [called for called, _ in _said(source, "call")]


def test_names_go_from_cell_to_cell() -> None:
    names: dict[str, str] = {}
    told("import numpy as np", names)
    assert Told(1, "keyword", "numpy.load", "allow_pickle=True") in told("np.load('a.npy', allow_pickle=True)", names)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("!pip install a", ["pip install a"]),
        ("%pip install a", ["pip install a"]),
        ("x = 1\nif x:\n    !ls {x}\n", ["ls {x}"]),
        ("files = !ls -l", ["ls -l"]),
        ("%%bash\necho a\necho b", ["echo a", "echo b"]),
        ("import os\nos.system('rm -r x')", ["rm -r x"]),
    ],
)
def test_lines_for_a_shell(source: str, lines: list[str]) -> None:
    assert [name for name, _ in _said(source, "shell")] == lines


def test_what_an_install_asks_for() -> None:
    source = "!python -m pip install -q 'pandas==2.2' git+https://a.b/c --extra-index-url http://d/e --index-url=https://f # g"
    assert _said(source, "package") == [("pandas==2.2", None), ("git+https://a.b/c", None)]
    assert _said(source, "option") == [("--extra-index-url", "http://d/e"), ("--index-url", "https://f")]


def test_what_is_worked_out_at_run_time_has_no_detail() -> None:
    assert _said("eval(x); eval('1')", "call") == [("eval", None), ("eval", "1")]


def test_arguments_that_nobody_asked_for_are_not_kept() -> None:
    assert _said("client(api_key='s3cret', verify=False)", "keyword") == [("client", "verify=False")]


@pytest.mark.parametrize("source", ["x = (((", "\x00", "(" * 5000, "-" * 100_000 + "1", "%%bash"[:0] + "def"])
def test_what_is_not_python_is_said_to_be(source: str) -> None:
    with pytest.raises(NotPython):
        told(source, {})
