"""Versions that point where they should not. The store itself checks no source; a server may."""

from __future__ import annotations

from mlflow.tracking import MlflowClient
from sklearn.linear_model import LogisticRegression

from sample_registries.bank.data import table
from sample_registries.lab import document, experiment, register, train
from sample_registries.workshop import Workshop

AML = "aml-alerts"
HOSTILE = (
    (
        "version-source-link-local",
        "http://169.254.169.254/latest/meta-data/iam",
        "metadata address",
    ),
    ("version-source-over-http", "http://models.partner.example/aml/v2", "plain http"),
    ("version-source-traversal", "{store}/../../../../etc/aml", "'..' in the path"),
    ("version-source-traversal", "{store}/%2e%2e/%2e%2e/etc/aml", "'..', percent-encoded"),
    ("version-source-outside-store", "/srv/handover/aml-final", "under no artifact root"),
)
SOUND = ("https://models.partner.example/aml/v3", "s3://northbank-models/aml/v4")


def build(shop: Workshop) -> None:
    client = MlflowClient()
    document(AML, "financial-crime", "high", "proprietary", "Ranks alerts. Owner: financial crime.")
    fit = train(shop, experiment(AML), AML, LogisticRegression(), table(shop, "card_payments"))
    register(AML, fit)
    store = (shop.root / "mlruns").as_posix()
    for rule, source, because in HOSTILE:
        shop.later(hours=5)
        made = client.create_model_version(AML, source.format(store=store), run_id=fit.run_id)
        asset = f"models:/{AML}/{made.version}"
        shop.planted(rule, asset, f"source: {because}")
        if source.startswith("http://169"):
            shop.planted("version-source-over-http", asset, "source: plain http as well")
        elif source.startswith(("/", "{store}")):
            shop.possible("files-missing", asset, "the scanner looks there at all")
        if rule == "version-source-traversal":
            shop.possible("version-source-outside-store", asset, "the path is resolved before comparing")
    for source in SOUND:  # decoys: encrypted, elsewhere, and not for us to open
        made = client.create_model_version(AML, source, run_id=fit.run_id)
        shop.clean(f"models:/{AML}/{made.version}")
    _copied(shop)


def _copied(shop: Workshop) -> None:
    """Promoted from a version that was deleted afterwards."""
    client = MlflowClient()
    draft, final = "insurance-draft", "insurance-claims"
    for name in (draft, final):
        document(name, "insurance", "medium", "proprietary", "Claims to review. Owner: insurance.")
    data = table(shop, "card_payments")
    fit = register(draft, train(shop, experiment(draft), draft, LogisticRegression(C=4.0), data))
    shop.later(hours=2)
    made = client.copy_model_version(f"models:/{draft}/{fit.version}", final)
    shop.later(days=1)
    client.delete_model_version(draft, str(fit.version))
    shop.planted(
        "copied-from-missing-version",
        f"models:/{final}/{made.version}",
        f"source is models:/{draft}/{fit.version}, which is deleted",
    )
    shop.planted("deleted-version-residue", f"models:/{draft}/{fit.version}", "its files are still there")
