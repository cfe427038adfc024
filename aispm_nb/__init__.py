"""AI security posture management inside Jupyter.

>>> import aispm_nb as aispm
>>> posture = aispm.connect("sqlite:///mlflow.db").scan()      # doctest: +SKIP

Importing is light: MLflow, pandas, plotly, numba and DuckDB are loaded by what needs them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .version import __version__ as __version__

__all__ = [
    "Inspection",
    "Posture",
    "Report",
    "Workspace",
    "check_data",
    "check_notebook",
    "connect",
    "inspect",
    "load_ipython_extension",
    "unload_ipython_extension",
]

if TYPE_CHECKING:
    from .inspection.answer import Inspection as Inspection
    from .inspection.inspector import inspect as inspect
    from .posture import Posture as Posture
    from .report.asked import check_data as check_data
    from .report.notebook import check_notebook as check_notebook
    from .report.report import Report as Report
    from .session import Workspace as Workspace
    from .session import connect as connect

_HOMES = {
    "connect": "session",
    "Workspace": "session",
    "Posture": "posture",
    "check_data": "report.asked",
    "Report": "report.report",
    "check_notebook": "report.notebook",
    "inspect": "inspection.inspector",
    "Inspection": "inspection.answer",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext aispm_nb`` gives ``%posture``."""
    from .lab.magics import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """``%unload_ext aispm_nb`` takes it away again."""
    from .lab.magics import unload

    unload(shell)
