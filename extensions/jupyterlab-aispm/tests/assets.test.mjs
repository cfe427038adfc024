// From names to places: what a registry or a file name makes of them never leads anywhere else.
import assert from "node:assert/strict";
import test from "node:test";
import units from "../build/units.cjs";
const { besides, cellOf, findingName, nameAt, selectedAsset, selecting, sourceFor } = units;

test("a cell is known by its name, whatever its notebook is called", () => {
  assert.deepEqual(cellOf("notebooks:/a/b.ipynb#cell-12"), { notebook: "a/b.ipynb", cell: 12 });
  assert.deepEqual(cellOf("notebooks:/a#cell-1.ipynb#cell-2"), { notebook: "a#cell-1.ipynb", cell: 2 });
  assert.deepEqual(cellOf("notebooks:/two\nlines.ipynb#cell-0"), { notebook: "two\nlines.ipynb", cell: 0 });
  for (const other of ["notebooks:/a.ipynb", "models:/fraud/3", "notebooks:/a.ipynb#cell-", "xnotebooks:/a.ipynb#cell-1", "notebooks:/#cell-1x"]) assert.equal(cellOf(other), null, other);
});

test("a finding's asset is read back from a board's state", () => {
  const state = selecting("priority=now&q=tumour&picture=risk", findingName("secret-in-cell", "notebooks:/a & b.ipynb#cell-3"));
  assert.equal(selectedAsset(state), "notebooks:/a & b.ipynb#cell-3");
  assert.equal(selectedAsset(selecting("", "rule @ models:/x #2")), "models:/x");
  assert.equal(selectedAsset("priority=now"), "");
  assert.deepEqual([...new URLSearchParams(state).keys()].sort(), ["picture", "select"], "no filter hides what is selected");
});

test("a notebook lies beside its document", () => {
  assert.equal(besides("bank.posture.json", "a.ipynb"), "a.ipynb");
  assert.equal(besides("deep/er/bank.posture.json", "x/a.ipynb"), "deep/er/x/a.ipynb");
});

test("the name under the cursor is a name and nothing else", () => {
  const at = (text) => nameAt(text.replace("|", ""), text.indexOf("|"));
  for (const [text, name] of [
    ["d|f", "df"], ["df|", "df"], ["|df.head()", "df"], ["df.he|ad()", "df"], ["self.tr|ain.head()", "self.train"], ["a.b.|c", "a.b.c"],
    ["x = df|rame[1:]", "dframe"], ["größ|e", "größe"], ["pr|int(df)", ""], ["fo|r x in y", ""], ["1 +| 2", ""], ["", ""], ["lambda.x|", ""], ["f (|x)", "x"],
  ]) assert.equal(at(text), name, text);
});

test("what is written is one call, with the label as a literal and where it came from", () => {
  assert.match(sourceFor("df", { seen: true, label: "y" }), /^import aispm_nb as aispm\n\naispm\.check_data\(df, label="y"\)\.view\(\) {2}# the label by its name/);
  assert.match(sourceFor("df", { seen: true, label: "" }), /label=None\)\.view\(\) {2}# no column is called like a label/);
  assert.match(sourceFor("a.b", { seen: false, label: "" }), /check_data\(a\.b, label=None\)\.view\(\) {2}# name the column/);
  assert.match(sourceFor("df", { seen: true, label: 'y")\nimport os #' }), /label="y\\"\)\\nimport os #"\)\.view\(\)/, "a hostile column stays within its literal");
});
