"""A language pack as pip would install it, for whoever reads one: JupyterLab's server, and the static pages."""

from __future__ import annotations

import json
from pathlib import Path


def language_pack(folder: Path, words: dict[str, str]) -> Path:
    """``jupyterlab-language-pack-de-DE`` as pip would install it: a package with a catalogue for our domain, and its entry point."""
    folder.mkdir(exist_ok=True)
    package = folder / "jupyterlab_language_pack_de_DE"
    catalogue = package / "locale" / "de_DE" / "LC_MESSAGES" / "aispm_nb.json"
    catalogue.parent.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    head = {"domain": "aispm_nb", "language": "de-DE", "plural_forms": "nplurals=2; plural=(n != 1);", "version": "1"}
    said = {"": head} | {english: [german] for english, german in words.items()}
    catalogue.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    info = folder / "jupyterlab_language_pack_de_DE-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: jupyterlab-language-pack-de-DE\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[jupyterlab.languagepack]\nde_DE = jupyterlab_language_pack_de_DE\n")
    return folder
