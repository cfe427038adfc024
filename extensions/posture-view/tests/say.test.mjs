// Another language, and nothing that a registry wrote is looked up in it.
import assert from "node:assert/strict";
import test from "node:test";
import { count, duration, moment, percent, plural, speak, t } from "../build/units.mjs";

test("a catalogue translates, fills in, and leaves the rest English", () => {
  speak({ locale: "de-DE", catalogue: { "showing {n} of {of}": "{n} von {of}", finding: "Befund", findings: "Befunde", constructor: "gebaut" } });
  assert.equal(t("showing {n} of {of}", { n: 60, of: 1169 }), "60 von 1.169");
  assert.equal(t("not in it"), "not in it");
  assert.equal(t("toString"), "toString");
  assert.deepEqual([plural(1, "finding"), plural(1234, "finding")], ["1 Befund", "1.234 Befunde"]);
  assert.deepEqual([count(1234567), percent(0.999)], ["1.234.567", "99 %"]);
  assert.match(moment("2026-11-24T10:02:11Z"), /^2\d\.11\.2026, \d\d:02$/);
  assert.equal(moment("no date"), "no date");
  speak({ locale: "en-US" });
  assert.equal(t("{a} and {b}", { a: "{b}", b: "x" }), "{b} and x");
  assert.deepEqual([duration(41), duration(600)], ["41 s", "10 min"]);
});
