"""The peers, each as a score of rows (higher is worse), kept on disk by the digest of what they were given."""

from __future__ import annotations

import hashlib
import os
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from aispm_nb.training_data.encoded import Encoded, Kind
from benchmarks.measure import CACHE

FOLDER = Path(os.environ.get("AISPM_BENCH_PEERS", CACHE / "peers"))


def peers(rows: Encoded, seed: int = 0) -> dict[str, np.ndarray]:
    digest = hashlib.sha256(rows.numbers.tobytes())
    digest.update(repr(rows.texts).encode())
    digest.update(b"" if rows.label is None else rows.label.tobytes())
    path = FOLDER / f"{digest.hexdigest()[:24]}.npz"
    if path.exists():
        with np.load(path) as kept:
            return {name: kept[name] for name in kept.files}
    made = {name: np.asarray(score, dtype=np.float32) for name, score in _all(rows, seed).items()}
    FOLDER.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.npz")
    np.savez(part, **made)
    part.rename(path)
    return made


def matrix(rows: Encoded) -> np.ndarray:
    """What a careful user of the peers would give them: medians, one-hot categories, standard scaling; text as LSA."""
    from sklearn.preprocessing import StandardScaler

    parts = []
    for j, feature in enumerate(rows.features):
        x = rows.numbers[:, j].astype(np.float64)
        if feature.kind is Kind.CATEGORY:
            codes = np.nan_to_num(x, nan=-1).astype(int)
            parts.append((codes[:, None] == np.arange(min(len(feature.values), 20))).astype(float))
        else:
            parts.append(np.where(np.isnan(x), np.nanmedian(x), x)[:, None])
    if rows.texts:
        from sklearn.decomposition import TruncatedSVD
        from sklearn.feature_extraction.text import TfidfVectorizer

        for column in rows.texts.values():
            weighted = TfidfVectorizer(min_df=2, token_pattern=r"(?u)\S+").fit_transform(column)
            parts.append(TruncatedSVD(50, random_state=0).fit_transform(weighted))
    return np.asarray(StandardScaler().fit_transform(np.hstack(parts)), dtype=np.float64)


def _all(rows: Encoded, seed: int) -> dict[str, np.ndarray]:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    x, y = matrix(rows), rows.label
    assert y is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {**_outliers(x, seed), **_labels(x, y, seed), **_backdoors(x, y, seed)}


def _outliers(x: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    from pyod.models.copod import COPOD
    from pyod.models.ecod import ECOD
    from pyod.models.hbos import HBOS
    from pyod.models.iforest import IForest
    from pyod.models.knn import KNN
    from pyod.models.lof import LOF
    from sklearn.neighbors import NearestNeighbors

    models: dict[str, Any] = {
        "pyod KNN": KNN(n_neighbors=10),
        "pyod LOF": LOF(n_neighbors=20),
        "pyod ECOD": ECOD(),
        "pyod COPOD": COPOD(),
        "pyod IForest": IForest(random_state=seed),
        "pyod HBOS": HBOS(),
    }
    made = {}
    for name, model in models.items():
        made[name] = np.nan_to_num(model.fit(x).decision_scores_, posinf=1e9, neginf=-1e9)
    distance = NearestNeighbors(n_neighbors=2).fit(x).kneighbors(x)[0][:, 1]
    made["nearest distance"] = -distance
    cosine = NearestNeighbors(n_neighbors=2, metric="cosine").fit(x).kneighbors(x)[0][:, 1]
    made["cleanlab near duplicate"] = -cosine
    return made


def _labels(x: np.ndarray, y: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    from cleanlab.filter import find_label_issues
    from cleanlab.outlier import OutOfDistribution
    from cleanlab.rank import get_label_quality_scores
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.neighbors import NearestNeighbors

    made = {}
    fold = StratifiedKFold(5, shuffle=True, random_state=seed)
    for short, model in (
        ("RF", RandomForestClassifier(200, random_state=seed)),
        ("LR", LogisticRegression(max_iter=300)),
    ):
        chance = cross_val_predict(model, x, y, cv=fold, method="predict_proba")
        quality = {
            "self-confidence": get_label_quality_scores(y, chance, method="self_confidence"),
            "margin": get_label_quality_scores(y, chance, method="normalized_margin"),
        }
        for name, score in quality.items():
            made[f"cleanlab {name} {short}"] = -score
        issue = find_label_issues(y, chance, filter_by="both", n_jobs=1)
        made[f"cleanlab CL {short}"] = issue + 1e-3 * (1 - quality["self-confidence"])
        if short == "RF":
            made["cleanlab OOD"] = -OutOfDistribution().fit_score(pred_probs=chance, labels=y, verbose=False)
    near = NearestNeighbors(n_neighbors=11).fit(x).kneighbors(x)[1][:, 1:]
    made["kNN disagreement"] = (y[near] != y[:, None]).mean(1)
    made["kNN-Shapley"] = -_shapley(x, y)
    return made


def _shapley(x: np.ndarray, y: np.ndarray, k: int = 10) -> np.ndarray:
    from sklearn.neighbors import NearestNeighbors

    near = NearestNeighbors(n_neighbors=min(len(x), 301)).fit(x).kneighbors(x)[1][:, 1:]
    match = (y[near] == y[:, None]).astype(float)
    value, last = np.zeros(len(x)), match[:, -1] / match.shape[1]
    np.add.at(value, near[:, -1], last)
    for j in range(match.shape[1] - 2, -1, -1):
        last = last + (match[:, j] - match[:, j + 1]) / k * min(k, j + 1) / (j + 1)
        np.add.at(value, near[:, j], last)
    return value


def _backdoors(x: np.ndarray, y: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    """ART's two defences on activations of a small network, centred, which ART does not do and which helps them.

    Activation clustering is ART's recipe (ICA to ten parts, two means a class, the smaller one is suspect) with the
    share of the smaller cluster as its degree: ART itself gives one bit a class.
    """
    from sklearn.neural_network import MLPClassifier

    network = MLPClassifier((64,), max_iter=150, random_state=seed, early_stopping=False).fit(x, y)
    hidden = np.maximum(x @ network.coefs_[0] + network.intercepts_[0], 0)
    spectral, clusters = np.zeros(len(x)), np.zeros(len(x))
    from art.defences.detector.poison.spectral_signature_defense import SpectralSignatureDefense
    from sklearn.cluster import KMeans
    from sklearn.decomposition import PCA, FastICA

    for c in np.unique(y):
        of = np.flatnonzero(y == c)
        if len(of) < 12:
            continue
        centred = hidden[of] - hidden[of].mean(0)
        spectral[of] = SpectralSignatureDefense.spectral_signature_scores(centred).ravel()
        spectral[of] /= spectral[of].mean() + 1e-12
        try:
            parts = FastICA(min(10, len(of) - 2), random_state=seed, max_iter=500).fit_transform(centred)
        except ValueError:  # a class that fills fewer directions than it has parts; ART offers both
            parts = PCA(min(10, len(of) - 2), random_state=seed).fit_transform(centred)
        member = KMeans(2, n_init=3, random_state=seed).fit_predict(parts)
        small = int(np.argmin(np.bincount(member)))
        share = float((member == small).mean())
        clusters[of] = (member == small) * (1 - share) + 1e-6 * np.linalg.norm(centred, axis=1)
    return {"ART spectral (centred)": spectral, "ART activation clustering": clusters}
