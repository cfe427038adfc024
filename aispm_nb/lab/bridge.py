"""What the JupyterLab extension asks of a kernel: one JSON object in, JSON objects out, and no trace in the notebook.

The page executes ``answer("…")`` silently; answers are display data of our own type, which no cell shows and which the
page reads by the request's id. An exception's words are the answer to a question that failed, so they name the next move.
Nothing that a page sends is executed: a request names a verb of ``VERBS`` and gives it values.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ..version import __version__
from ..vocabulary import UsageError
from . import asking

MIME = "application/vnd.aispm.v1+json"

VERBS: Mapping[str, Callable[..., dict[str, Any]]] = {
    "hello": lambda say: {"version": __version__},
    "scan": asking.scan,
    "latest": asking.latest,
    "check_notebook": asking.check_notebook,
    "label_of": asking.label_of,
    "snapshot": asking.snapshot,
}


def answer(asked: str) -> None:
    """Answer the request ``asked``, a JSON object ``{"do": verb, …}``, with one or more messages; the last is the result.

    Raises
    ------
    UsageError : the verb is not known here; the extension and the package are of different versions.
    """
    request = json.loads(asked)
    name = request.pop("do", "")
    verb = VERBS.get(name)
    if verb is None:
        raise UsageError(
            f"{name!r} is not known to aispm_nb {__version__}; install the same version for Lab and kernel"
        )
    _publish({"is": "result", **verb(_publish, **request)})


def _publish(said: dict[str, Any]) -> None:
    from IPython.display import publish_display_data

    publish_display_data({MIME: said})
