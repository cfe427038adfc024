"""Keys in the wrong places, and runs whose code nobody can find again. All keys are invented."""

from __future__ import annotations

from mlflow.tracking import MlflowClient
from sklearn.linear_model import LogisticRegression

from sample_registries.bank.data import table
from sample_registries.lab import Care, Trained, document, experiment, register, serve, train
from sample_registries.workshop import Workshop, fake_key, fake_openai_key

LIMIT = "limit-advisor"
AWS = fake_key("AKIA", "FAKE7Q2XN4LWZ5DT")
OPENAI = fake_openai_key(1)
GITHUB = fake_key("ghp_", "FAKE3Jx9QmZ7vR2tYwB8nLc5dHs4gPa6uEoK")
HUB = fake_key("hf_", "FAKEmZ7vR2tYwB8nLc5dHs4gPa6uEoKjXq")
PASSWORD = fake_key("Tr0ub", "adour-FAKE-7")


def build(shop: Workshop) -> None:
    client = MlflowClient()
    document(LIMIT, "cards-lab", "high", "proprietary", "Card limits. Owner: cards lab.")
    home = experiment(LIMIT)
    data = table(shop, "credit_accounts")

    def fit(care: Care) -> Trained:
        shop.later(days=1)
        return register(LIMIT, train(shop, home, LIMIT, LogisticRegression(), data, care))

    key = fit(Care(params={"aws_access_key_id": AWS, "bucket": "s3://northbank-models"}))
    shop.planted("secret-in-run", key.run, "an AWS key id in a parameter")
    # MLflow copies a run's parameters to the models it logs (logged_model_params)
    shop.planted("secret-in-model-metadata", key.logged, "the run's parameter, copied by MLflow")
    token = fit(Care(tags={"notes": f"pull with HF_TOKEN={HUB}"}))
    shop.planted("secret-in-run", token.run, "a Hugging Face token in a tag")
    url = fit(Care(repository=f"https://ci-bot:{PASSWORD}@git.northbank.example/cards/limit.git"))
    shop.planted("credentials-in-repository-url", url.run, "password in mlflow.source.git.repoURL")
    plain = fit(Care(repository="ssh://git@git.northbank.example/cards/limit.git"))
    shop.clean(plain.run)  # a user name without a password is how SSH works
    dirty = fit(Care(dirty=True))
    shop.planted("run-dirty-commit", dirty.run, "mlflow.source.git.dirty is true")
    bare = fit(Care(commit=None))
    shop.planted("run-without-commit", bare.run, "no mlflow.source.git.commit")
    hub = fit(Care(params={"base_model": "northbank/tabular-encoder"}))
    shop.planted("base-model-unpinned", hub.run, "base_model of a hub, no revision")
    pinned = fit(Care(params={"base_model": "northbank/tabular-encoder", "revision": "0d1c5f9a7b3e"}))
    shop.clean(pinned.run)

    client.set_model_version_tag(LIMIT, str(plain.version), "ci", f"token {GITHUB}")
    shop.planted("secret-in-model-metadata", f"models:/{LIMIT}/{plain.version}", "a GitHub token in a tag")
    client.update_registered_model(LIMIT, f"Card limits. Owner: cards lab. Key: {OPENAI}")
    shop.planted("secret-in-model-metadata", f"models:/{LIMIT}", "an OpenAI key in the description")
    client.set_logged_model_tags(pinned.model_id, {"upload": f"aws {AWS}"})
    shop.planted("secret-in-model-metadata", pinned.logged, "an AWS key id in a logged model's tag")
    serve(LIMIT, pinned.version)
