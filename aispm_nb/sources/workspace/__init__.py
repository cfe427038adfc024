"""The workspace: notebooks and scripts of a folder, as text."""

from .collect import absent as absent
from .collect import collect_workspace as collect_workspace
