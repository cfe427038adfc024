from ...vocabulary import Confidence, Rule, Severity, Threat, Undo
from .cells import case, code

RULE = Rule(
    id="model-provider-called-directly",
    title="A notebook or script talks to a model provider by itself",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    threat=Threat.SHADOW_AI,
    why="Prompts and the data in them leave for a third party without the gateway that logs, limits and masks them, on somebody's own key. Nobody can say later which data went where.",
    fix="Send it through an MLflow gateway endpoint (base_url of the gateway), or have the use entered in the inventory of AI systems.",
    undo=Undo.BACK,
    techniques=("AISPM.GOVERNANCE", "AML.T0057"),
    references=("https://mlflow.org/docs/latest/genai/governance/ai-gateway/",),
    needs=("cells", "code"),
    sql=code(
        r"""(k.what = 'import' AND regexp_matches(k.name, '^(openai|anthropic|cohere|mistralai|groq|together|replicate|litellm|vertexai|google\.generativeai|google\.genai|langchain_openai|langchain_anthropic|llama_index\.llms)(\.|$)')
            OR k.what = 'host' AND regexp_matches(k.name, '^(api\.(openai|anthropic|cohere|mistral|groq|together|deepseek|x|perplexity|replicate)\.(com|ai|xyz)|generativelanguage\.googleapis\.com|api-inference\.huggingface\.co|router\.huggingface\.co|openrouter\.ai|.*\.openai\.azure\.com|bedrock-runtime\..*amazonaws\.com)$'))
            AND NOT EXISTS (SELECT 1 FROM code w WHERE w.asset = k.asset AND w.what = 'keyword' AND starts_with(w.detail, 'base_url='))""",
        "'talks to a model provider directly (' || k.name || ')'",
    ),
    cases=(case(
        [{"what": "import", "name": "openai", "detail": None}, {"what": "import", "name": "google.generativeai", "detail": None}, {"what": "host", "name": "api.anthropic.com", "detail": "https"}],
        [{"what": "import", "name": "openair", "detail": None}, {"what": "host", "name": "localhost", "detail": "http"}],
    ),),
)  # fmt: skip
