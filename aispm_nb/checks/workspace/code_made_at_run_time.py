from ...vocabulary import Confidence, Rule, Severity, Threat, Undo
from .cells import case, code

RULE = Rule(
    id="code-made-at-run-time",
    title="A notebook or script runs code that it makes at run time",
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    threat=Threat.PROMPT_INJECTION,
    why="What a model answers, or a file holds, becomes a program: eval and exec of text that is worked out at run time do what the text says. With an LLM's answer it is whoever wrote the prompt, or a document in it, who decides.",
    fix="Read answers as data (ast.literal_eval, a JSON schema). Where code must run, run it in a container without keys and without network.",
    undo=Undo.BACK,
    techniques=("AML.T0053", "AML.T0051"),
    references=("https://genai.owasp.org/llmrisk/llm052025-improper-output-handling/",),
    needs=("cells", "code"),
    sql=code(
        """k.what = 'call' AND k.detail IS NULL AND k.name IN ('eval', 'exec', 'builtins.eval', 'builtins.exec', 'os.system', 'os.popen')
            OR k.what = 'keyword' AND (k.detail IN ('allow_dangerous_code=True', 'allow_dangerous_requests=True')
                OR k.detail = 'shell=True' AND EXISTS (SELECT 1 FROM code w WHERE w.asset = k.asset AND w.line = k.line
                   AND w.what = 'call' AND w.name = k.name AND w.detail IS NULL))""",
        "'runs what it makes at run time with ' || k.name",
    ),
    cases=(case(
        [{"what": "call", "name": "eval", "detail": None}, {"what": "call", "name": "os.system", "detail": None}, {"what": "keyword", "name": "langchain_experimental.agents.create_pandas_dataframe_agent", "detail": "allow_dangerous_code=True"}],
        [{"what": "call", "name": "eval", "detail": "1 + 1"}, {"what": "call", "name": "pandas.eval", "detail": None}, {"what": "call", "name": "ast.literal_eval", "detail": None}],
    ),),
)  # fmt: skip
