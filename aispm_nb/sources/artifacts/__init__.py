"""The artifact store as a source: what files a model has and what its MLmodel says. Bytes and plain YAML, nothing run."""

from .facts import collect_artifacts as collect_artifacts
