from ...vocabulary import Confidence, Exploitation, Rule, Severity, Threat, Undo
from .cells import case, code

RULE = Rule(
    id="remote-code-trusted",
    title="A notebook or script runs code that comes with a model",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="trust_remote_code runs Python files from the model's repository on this machine, and torch.hub.load runs a repository's hubconf.py. Whoever can push there, or takes over its name, is inside.",
    fix="Read the code of the revision that you use, copy it into a package of your own, and load without trust_remote_code. Where it must stay, pin revision to a full commit.",
    undo=Undo.BACK,
    techniques=("AML.T0011.000", "AML.T0010.001"),
    references=("https://huggingface.co/docs/transformers/main/en/custom_models",),
    exploitation=Exploitation.PUBLIC_POC,
    needs=("cells", "code"),
    sql=code(
        "k.what = 'keyword' AND k.detail = 'trust_remote_code=True' OR k.what = 'call' AND k.name = 'torch.hub.load'",
        "'runs code from the repository of a model (' || k.name || ')'",
    ),
    cases=(case(
        [{"what": "keyword", "name": "transformers.AutoModel.from_pretrained", "detail": "trust_remote_code=True"}, {"what": "call", "name": "torch.hub.load", "detail": "a/b"}],
        [{"what": "keyword", "name": "transformers.AutoModel.from_pretrained", "detail": "trust_remote_code=False"}, {"what": "call", "name": "torch.hub.load_state_dict_from_url", "detail": "x"}],
    ),),
)  # fmt: skip
