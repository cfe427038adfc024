"""What picklescan says, which somebody else wrote: asked in a process of its own, at its level *Dangerous* alone.

Its level *Suspicious* is every name that it does not know, which every scikit-learn model has.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec

from ..vocabulary import UsageError

SECONDS = 600
# Read by scan_file_path, which goes by content; its scan of folders goes by the names of files.
_ASK = """
import json, logging, sys
from picklescan.scanner import scan_file_path
logging.disable()
said = {}
for path in json.load(sys.stdin):
    try:
        found = scan_file_path(path)
        said[path] = "dangerous" if found.issues_count else "not read" if found.scan_err else "not dangerous"
    except Exception as error:
        said[path] = f"not read ({type(error).__name__})"
json.dump(said, sys.stdout)
"""


def picklescan(files: Mapping[str, str]) -> dict[str, str]:
    """What it says of each file, by the names that are the keys of ``files``; the values are paths.

    Raises
    ------
    UsageError : it is not installed.
    """
    if find_spec("picklescan") is None:
        raise UsageError("no second opinion: picklescan is not installed; pip install picklescan, or do not ask for it")
    try:
        done = subprocess.run(  # noqa: S603 our own interpreter, no shell, and nothing imported from where we stand (-P)
            [sys.executable, "-P", "-c", _ASK],
            input=json.dumps(list(files.values())),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=True,
        )
        said: dict[str, str] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        return dict.fromkeys(files, f"not read ({type(error).__name__})")
    return {name: said.get(path, "not read") for name, path in files.items()}
