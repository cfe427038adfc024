"""The reader's language in static pages: from an installed pack, for our sentences alone; without one everything is English."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aispm_nb.views import saying
from aispm_nb.views.card import card, text
from aispm_nb.views.print_page import summary
from aispm_nb.views.report import document_in, report
from tests.views import postures
from tests.views.language_packs import language_pack

WORDS = {
    "now": "jetzt", "of 100, ": "von 100, ", " assessed": " bewertet", "check": "Prüfung", "checks": "Prüfungen", "more rule": "weitere Regel", " and ": " und ",
    "showing {n} of {of}": "{n} von {of}", "critical": "kritisch", "model.pkl calls os.system": "FALSCH", "Nothing found by {rules}; {n} not assessed.": "",
}  # fmt: skip


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    pack = language_pack(tmp_path / "pack", WORDS)
    monkeypatch.syspath_prepend(str(pack))
    monkeypatch.setenv("LANGUAGE", "de_DE.UTF-8")
    saying.catalogue.cache_clear()
    yield pack
    saying.catalogue.cache_clear()


@pytest.mark.parametrize(
    ("environment", "locale"),
    [
        ({}, ""), ({"LANG": "C.UTF-8"}, ""), ({"LANG": "en_GB.UTF-8"}, ""), ({"LANG": "de_DE.UTF-8"}, "de_DE"), ({"LANG": "de_DE", "LC_ALL": "C"}, ""),
        ({"LANGUAGE": "fr:de", "LANG": "de_DE"}, "fr"), ({"LC_MESSAGES": "sr_RS@latin"}, "sr_RS"), ({"LANGUAGE": "", "LANG": "ja_JP"}, "ja_JP"),
    ],
)  # fmt: skip
def test_the_language_is_the_environments_word(environment: dict[str, str], locale: str) -> None:
    assert saying.language(environment) == locale


def test_cards_and_the_printed_page_speak_it_and_a_registrys_words_stay(german: Path) -> None:
    for said in (card(postures.golden()), text(postures.golden()), summary(postures.golden())):
        assert "FALSCH" not in said and "model.pkl calls os.system" in said
    assert "von 100, 88 % bewertet" in card(postures.golden()) and 'lang="de-DE"' in card(postures.golden())
    assert "▮▮▮ 3 jetzt" in text(postures.golden())
    printed = summary(postures.golden())
    assert "<h2>Jetzt: 3</h2>" in printed and "kritisch" in printed and "3 von 3" in printed
    assert "Nothing found by" in card(postures.empty())  # an empty translation is none
    assert saying.number(1_234_567) == "1\u202f234\u202f567"


def test_a_page_carries_the_words_as_data_and_is_read_back_as_before(german: Path) -> None:
    page = report(postures.golden())
    assert json.loads(page.split('id="aispm-words">')[1].split("</script>")[0])["now"] == "jetzt"
    assert document_in(page) == json.loads(json.dumps(postures.golden()))


def test_a_pack_that_is_hostile_or_broken_does_nothing(german: Path) -> None:
    file = next(german.rglob("aispm_nb.json"))
    (german / "jupyterlab_language_pack_de_DE" / "__init__.py").write_text("raise SystemExit('it was run')")
    file.write_text(json.dumps({"now": ["</script><script>alert(1)</script>"], "soon": "bald", "": {}, "later": [1]}))
    saying.catalogue.cache_clear()
    assert saying.catalogue("de_DE") == {"now": "</script><script>alert(1)</script>"}
    assert "<script>alert" not in report(postures.golden()) and "<script>alert" not in card(postures.golden())
    for broken in ("{", "[]", "null"):
        file.write_text(broken)
        saying.catalogue.cache_clear()
        assert saying.catalogue("de_DE") == {}
    assert saying.catalogue("fr_FR") == {}


def test_without_a_pack_a_page_is_english_and_carries_no_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "eo")
    assert 'id="aispm-words"' not in report(postures.golden())
    assert "of 100, 88 % assessed" in card(postures.golden())
