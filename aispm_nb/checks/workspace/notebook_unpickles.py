from ...vocabulary import Confidence, Rule, Severity, Threat, Undo
from .cells import case, code

RULE = Rule(
    id="notebook-unpickles",
    title="A notebook or script unpickles a file",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    threat=Threat.UNSAFE_ARTIFACT,
    why="A pickle is a program: whoever can write the file runs code as the person who opens the notebook. joblib, dill, torch and pandas' read_pickle all end in the same place.",
    fix="Run aispm inspect on the file first. Load models from the registry, in a format that is only data (skops, safetensors, ONNX); torch.load with weights_only=True, numpy.load without allow_pickle.",
    undo=Undo.BACK,
    techniques=("AML.T0011.000",),
    references=("https://docs.python.org/3/library/pickle.html", "https://docs.pytorch.org/docs/stable/generated/torch.load.html"),
    needs=("cells", "code"),
    sql=code(
        """k.what = 'call' AND (regexp_matches(k.name, '^(pickle|cPickle|_pickle|cloudpickle|dill|joblib|torch|pandas|shelve|jsonpickle|marshal)\\.(load|loads|open|decode|read_pickle|Unpickler)$')
            AND NOT (k.name = 'torch.load' AND EXISTS (SELECT 1 FROM code w WHERE w.asset = k.asset AND w.line = k.line
                     AND w.what = 'keyword' AND w.name = k.name AND w.detail = 'weights_only=True'))
            OR regexp_matches(k.name, 'sklearn\\.externals\\.joblib\\.load$'))
        OR k.what = 'keyword' AND k.detail IN ('allow_pickle=True', 'weights_only=False', 'safe_mode=False', 'allow_dangerous_deserialization=True')""",
        "'unpickles what it reads with ' || k.name",
    ),
    cases=(case(
        [{"what": "call", "name": "pickle.load", "detail": None}, {"what": "call", "name": "joblib.load", "detail": "model.joblib"}, {"what": "call", "name": "pandas.read_pickle", "detail": "x.pkl"}, {"what": "keyword", "name": "numpy.load", "detail": "allow_pickle=True"}],
        [{"what": "call", "name": "json.load", "detail": None}, {"what": "call", "name": "pandas.read_csv", "detail": "x.csv"}],
    ),),
)  # fmt: skip
