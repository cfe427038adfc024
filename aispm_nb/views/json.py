"""The posture document as a file: what `Posture.from_json` and the front end read."""

from ..vocabulary import View

VIEW = View("json", "The posture document (docs/posture-format.md).", lambda posture: posture.to_json(), ".json")
