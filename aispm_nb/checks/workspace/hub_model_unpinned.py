from ...vocabulary import Confidence, Rule, Severity, Threat, Undo
from .cells import case, code

RULE = Rule(
    id="hub-model-unpinned",
    title="A model or data set is fetched from a hub by its name alone",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    threat=Threat.SUPPLY_CHAIN,
    why="Without a revision tomorrow's fetch can be another model: its owner may change it, or somebody else may own the name by then.",
    fix="Pin revision to a full commit, register the model in MLflow, and load it from there.",
    undo=Undo.BACK,
    techniques=("AML.T0010.003", "AML.T0109"),
    references=("https://huggingface.co/docs/huggingface_hub/guides/download",),
    needs=("cells", "code"),
    sql=code(
        """k.what = 'call' AND regexp_matches(k.name, '(\\.from_pretrained|^datasets\\.load_dataset|^huggingface_hub\\.(hf_hub_download|snapshot_download))$')
            AND regexp_matches(k.detail, '^[A-Za-z0-9][\\w.-]*(/[\\w.-]+)?$')
            AND NOT EXISTS (SELECT 1 FROM code w WHERE w.asset = k.asset AND w.line = k.line AND w.what = 'keyword' AND w.name = k.name
                            AND regexp_matches(w.detail, '^revision=[0-9a-f]{7,}$'))""",
        "'fetches ' || k.detail || ' without a revision'",
    ),
    cases=(case(
        [{"what": "call", "name": "transformers.AutoModel.from_pretrained", "detail": "org/model"}, {"what": "call", "name": "datasets.load_dataset", "detail": "imdb"}],
        [{"what": "call", "name": "transformers.AutoModel.from_pretrained", "detail": "./local/folder/of/mine"}, {"what": "call", "name": "transformers.AutoModel.from_pretrained", "detail": None}],
    ),),
)  # fmt: skip
