"""Benign files written by the frameworks themselves, for tests on machines that have none of them installed.

In an environment with torch 2.13 (CPU), xgboost 3.2, lightgbm 4.7, statsmodels 0.15, imbalanced-learn 0.14, category_encoders 2.11:

    python tests/inspection/frameworks/make.py        # writes frameworks.tar.xz beside this file
"""

from __future__ import annotations

import io
import pickle
import tarfile
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import category_encoders
import joblib
import lightgbm
import numpy as np
import pandas as pd
import statsmodels.api as sm
import statsmodels.formula.api as smf
import torch
import xgboost
from imblearn.ensemble import BalancedRandomForestClassifier
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import Pipeline
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import nn

OUT = Path(__file__).with_name("frameworks.tar.xz")
ROWS = 60
PROTOCOLS = (2, 4, 5)


def objects() -> Iterator[tuple[str, Any]]:
    """Fitted estimators by name."""
    draw = np.random.default_rng(0)
    x = draw.normal(size=(ROWS, 4))
    y = (x[:, 0] > 0.2).astype(int)
    frame = pd.DataFrame(x, columns=list("abcd")).assign(k=draw.choice(["u", "v"], ROWS))
    few = {"n_estimators": 2}
    yield "lgb-classifier", (lgb := lightgbm.LGBMClassifier(**few, verbose=-1).fit(x, y))
    yield "lgb-regressor", lightgbm.LGBMRegressor(**few, verbose=-1).fit(x, y)
    yield "lgb-booster", lgb.booster_
    yield "xgb-classifier", (xgb := xgboost.XGBClassifier(**few).fit(x, y))
    yield "xgb-forest", xgboost.XGBRFRegressor(**few).fit(x, y)
    yield "xgb-booster", xgb.get_booster()
    yield "pipe-xgb", make_pipeline(StandardScaler(), xgboost.XGBClassifier(**few)).fit(x, y)
    yield "ols", sm.OLS(y, sm.add_constant(x)).fit()
    yield "formula", smf.ols("a ~ b + C(k)", frame).fit()
    yield "arima", sm.tsa.ARIMA(x[:, 0], order=(1, 0, 0)).fit()
    yield "smote", Pipeline([("over", SMOTE(k_neighbors=2)), ("model", LogisticRegression())]).fit(x, y)
    yield "balanced-forest", BalancedRandomForestClassifier(**few).fit(x, y)
    yield "target-encoder", category_encoders.TargetEncoder(cols=["k"]).fit(frame, y)
    yield "one-hot-encoder", category_encoders.OneHotEncoder(cols=["k"]).fit(frame, y)


def networks() -> Iterator[tuple[str, nn.Module]]:
    torch.manual_seed(0)
    yield "mlp", nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Dropout(), nn.Linear(3, 2))
    yield "conv", nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.MaxPool2d(2), nn.Flatten())
    yield "lstm", nn.LSTM(3, 2, bidirectional=True)
    yield "attention", nn.TransformerEncoderLayer(4, 2, dim_feedforward=4)
    yield "bag", nn.EmbeddingBag(5, 2)


def checkpoint(net: nn.Module) -> dict[str, Any]:
    optimiser = torch.optim.Adam(net.parameters())
    net(torch.ones(3, 4)).sum().backward()
    optimiser.step()
    plan = torch.optim.lr_scheduler.StepLR(optimiser, 5)
    return {"epoch": 3, "model": net.state_dict(), "optimiser": optimiser.state_dict(), "plan": plan.state_dict(), "loss": 0.3,
            "random": torch.get_rng_state()[:64]}  # fmt: skip


def write(folder: Path) -> None:
    for name, fitted in objects():
        for protocol in PROTOCOLS:
            (folder / f"{name}.p{protocol}.pkl").write_bytes(pickle.dumps(fitted, protocol))
        joblib.dump(fitted, folder / f"{name}.joblib")
        joblib.dump(fitted, folder / f"{name}.zlib.joblib", compress=3)
    for name, net in networks():
        for zipped in (True, False):
            kind = "zip" if zipped else "legacy"
            torch.save(net.state_dict(), folder / f"{name}.state.{kind}.pt", _use_new_zipfile_serialization=zipped)
            torch.save(net, folder / f"{name}.whole.{kind}.pt", _use_new_zipfile_serialization=zipped)
        (folder / f"{name}.pkl").write_bytes(pickle.dumps(net))
        if name in ("mlp", "conv"):
            torch.jit.script(net).save(folder / f"{name}.script.pt")
        if name == "mlp":
            torch.save(checkpoint(net), folder / "checkpoint.pt")
    for kind in (torch.float16, torch.bfloat16, torch.int8, torch.bool, torch.complex64, torch.int64):
        torch.save(torch.ones(2, dtype=kind), folder / f"tensor-{str(kind).removeprefix('torch.')}.pt")
    torch.save(torch.eye(2).to_sparse(), folder / "sparse.pt")
    torch.save(torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8), folder / "quantised.pt")
    torch.save([torch.Size([1, 2]), torch.float32, torch.device("cpu")], folder / "kinds.pt")
    torch.save(torch.utils.data.TensorDataset(torch.ones(2), torch.ones(2)), folder / "dataset.pt")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        write(Path(folder))
        with tarfile.open(OUT, "w:xz") as tar:
            for path in sorted(Path(folder).iterdir()):
                member = tarfile.TarInfo(path.name)  # neither times nor users: the same files give the same archive
                content = path.read_bytes()
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))


if __name__ == "__main__":
    main()
