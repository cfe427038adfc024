"""The bank's workspace: a notebook and a script as people leave them.

No key here was ever valid, and the account numbers are those that banks publish as examples.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sample_registries.workshop import Workshop

HERE = Path(__file__).parent / "workspace"
KEY = "sk-proj-" + "NoSuchKey" * 4  # put together, so that nobody's scanner takes this file for a leak

CELLS: tuple[tuple[str, str, str], ...] = (
    ("markdown", "# Who leaves?\n\nA first look at churn, before it goes into the pipeline.", ""),
    ("code", "import joblib\nimport mlflow\nimport pandas as pd\nfrom sklearn.linear_model import LogisticRegression", ""),
    ("code", "%pip install -q git+https://github.com/nordlys-analytics/churn-tools", ""),
    ("code", "accounts = pd.read_csv('accounts.csv')\naccounts.head(2)",
     "                    iban  tenure  churned\n0   EE382200221020145685      41        0\n1   FI2112345600000785        7        1\n"),
    ("code", "champion = joblib.load('/mnt/share/models/churn_old.joblib')\nchampion.score(accounts[['tenure']], accounts['churned'])", ""),
    ("code", "from openai import OpenAI\n\n"
             f"client = OpenAI(api_key='{KEY}')\n"
             "client.responses.create(model='gpt-4o', input=f'Why would these leave? {accounts.head().to_csv()}').output_text", ""),
    ("code", "mlflow.set_experiment('churn')\nwith mlflow.start_run():\n"
             "    model = LogisticRegression().fit(accounts[['tenure']], accounts['churned'])\n"
             "    mlflow.log_metric('accuracy', model.score(accounts[['tenure']], accounts['churned']))", ""),
)  # fmt: skip

PLANTED = (
    ("install-from-elsewhere", 2, "a package from a repository's head"),
    ("personal-data-in-output", 3, "two account numbers in a table that was looked at"),
    ("notebook-unpickles", 4, "joblib.load from a share"),
    ("secret-in-cell", 5, "a key of a model provider"),
    ("model-provider-called-directly", 5, "openai with a key of one's own"),
)

SCRIPT = '''"""Nightly scores for the desk."""

import requests

rows = requests.get("https://features.intra/accounts", verify=False, timeout=60).json()
print(len(rows))
'''


def notebook() -> dict[str, Any]:
    """The notebook as nbformat 4 has it."""
    made = []
    for i, (kind, source, shown) in enumerate(CELLS):
        cell: dict[str, Any] = {
            "cell_type": kind,
            "id": f"cell-{i}",
            "metadata": {},
            "source": source.splitlines(keepends=True),
        }
        if kind == "code":
            output = {"output_type": "execute_result", "execution_count": i, "metadata": {},
                      "data": {"text/plain": shown.splitlines(keepends=True)}}  # fmt: skip
            cell |= {"execution_count": i, "outputs": [output] if shown else []}
        made.append(cell)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def build(shop: Workshop) -> None:
    """Write the files, and what is planted in them: they lie beside the archive and `unpack` copies them."""
    HERE.mkdir(exist_ok=True)
    (HERE / "who-leaves.ipynb").write_text(json.dumps(notebook(), indent=1) + "\n", encoding="utf-8")
    (HERE / "nightly_scores.py").write_text(SCRIPT, encoding="utf-8")
    for rule, cell, because in PLANTED:
        shop.planted(rule, f"notebooks:/who-leaves.ipynb#cell-{cell}", because)
    shop.planted("certificates-not-checked", "files:/nightly_scores.py", "requests.get with verify=False")
    shop.clean(*(f"notebooks:/who-leaves.ipynb#cell-{cell}" for cell in (0, 1, 6)))
