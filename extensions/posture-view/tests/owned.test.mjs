// Who and by when: every answer is told as what it is, and none is made up.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { PageSource, dueWords, ownerWords, readPosture, speak, start } from "../build/units.mjs";

speak({ locale: "en-GB" });
const read = (name) => JSON.parse(readFileSync(new URL(`../../../tests/views/golden/${name}.posture.json`, import.meta.url), "utf8"));
const due = { days: [3, 14, 60, null], source: "CISA BOD 26-04" };
const scanned = "2025-11-24T10:02:11Z";

test("an owner is told with how it is known", () => {
  const words = (how, kind = "run") => ownerWords({ name: "ana", how, from: "models:/fraud" }, kind);
  assert.deepEqual(words("named"), ["ana", "named by a tag of models:/fraud"]);
  assert.deepEqual(words("made"), ["ana", "named for what was made from it, by a tag of models:/fraud"]);
  assert.match(words("most")[1], /most of what was made from it, such as models:\/fraud/);
  assert.deepEqual(words(""), ["ana", ""], "an older document does not say how");
  assert.match(words("started")[1], /^started models:\/fraud; nobody is named\. Set the tag owner on the run, or/);
});

test("nobody is said with the next move, of what can have an owner", () => {
  const nobody = (kind) => ownerWords({ name: "", how: "", from: "" }, kind)[1];
  assert.equal(nobody("model_version"), "Nobody is named. Set the tag owner on the registered model.");
  assert.equal(nobody("server"), "Nobody is named. MLflow keeps no owner of this kind of asset: server.");
  assert.match(nobody("__proto__"), /MLflow keeps no owner/, "a kind that a registry made up has none");
});

test("a day is counted from the first sight, and never for what has none", () => {
  assert.deepEqual(dueWords(due, 0, "2025-11-01T08:00:00Z", scanned), { words: "4 Nov 2025, 3 days after it was first seen", late: true });
  assert.deepEqual(dueWords(due, 2, "2025-11-01T08:00:00Z", scanned), { words: "31 Dec 2025, 60 days after it was first seen", late: false });
  assert.match(dueWords(due, 3, "2025-11-01T08:00:00Z", scanned).words, /no action for now/);
  assert.match(dueWords(null, 0, "2025-11-01T08:00:00Z", scanned).words, /at once/);
  assert.deepEqual(dueWords(due, 0, "", scanned), { words: "3 days after it was first seen", late: false });
  assert.equal(dueWords({ ...due, days: [1, null, null, null] }, 0, "", scanned).words, "1 day after it was first seen");
});

test("the golden document carries both, and one from before they were kept is still read", async () => {
  const made = read("golden");
  const posture = readPosture(made);
  assert.deepEqual(posture.due, due);
  const { detail } = await new PageSource(posture).shown({ ...start, select: "ART-01 @ models:/fraud/7" }, "");
  assert.deepEqual(detail.owner, { name: "Bo Lind", how: "named", from: "models:/fraud" });
  assert.equal(detail.rule.undo, "can be undone");
  delete made.due;
  for (const r of made.rules) delete r.undo;
  delete made.assets.owner_how;
  delete made.assets.owner_from;
  const older = readPosture(made);
  assert.equal(older.due, null);
  const before = await new PageSource(older).shown({ ...start, select: "ART-01 @ models:/fraud/7" }, "");
  assert.deepEqual([before.detail.owner, before.detail.rule.undo], [{ name: "Bo Lind", how: "", from: "" }, ""]);
});
