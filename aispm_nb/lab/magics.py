"""``%posture [URI]``: scan a registry and show where it stands, in one line."""

from __future__ import annotations

from typing import Any

NAME = "posture"


def posture(line: str) -> Any:
    """Scan the MLflow registry at the URI given, or at MLFLOW_TRACKING_URI, and show its posture.

    ``%posture sqlite:///mlflow.db``
    """
    from ..session import connect

    return connect(line.strip() or None).scan()


def load(shell: Any) -> None:
    shell.register_magic_function(posture, "line", NAME)


def unload(shell: Any) -> None:
    shell.magics_manager.magics["line"].pop(NAME, None)
