// What is shown, over the same golden documents that Python's tests read; and what is kept of it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import units from "../build/units.cjs";
const { CellFindings, KeptStates, Postures, readCellFindings, readShown, Settings } = units;

const golden = (name) => readFileSync(new URL(`../../../tests/views/golden/${name}.posture.json`, import.meta.url), "utf8");
const origin = { kind: "file", path: "bank.posture.json" };
const signal = () => { const acts = []; return { connect: (act) => acts.push(act), emit: (x) => acts.forEach((act) => act(null, x)) }; };
const database = (kept = {}) => ({ kept, fetch: async (id) => kept[id], save: async (id, value) => { kept[id] = structuredClone(value); } });
/** A server's files: a text, or an error. */
const server = (files) => ({ fileChanged: signal(), async get(path) { const file = files[path]; if (file instanceof Error) throw file; return { content: file }; } });

test("every golden document is shown with as many findings as Python wrote", async () => {
  for (const name of ["golden", "empty", "unassessed", "partial", "hostile", "queue"]) {
    const json = golden(name);
    const { posture, source } = readShown(origin, json);
    assert.equal(posture.findings.length, JSON.parse(json).findings.rule.length, name);
    assert.equal(source.summary.findings, posture.findings.length, name);
  }
});

test("what is no document says what it is", () => {
  assert.throws(() => readShown(origin, "{"), /This is not JSON/);
  assert.throws(() => readShown(origin, '{"format": "x"}'), /This is not a posture document/);
});

test("opening goes through reading to shown or failed, and a later one wins", async () => {
  const files = server({ a: golden("golden"), b: golden("empty"), gone: new Error("404"), odd: "{}" });
  const db = database();
  const postures = new Postures(files, db);
  const states = [];
  postures.changed.connect(() => states.push(postures.status.is));
  await postures.open("a");
  assert.deepEqual(states, ["reading", "shown"]);
  assert.deepEqual(db.kept["aispm-nb:shown"], { kind: "file", path: "a" });
  await Promise.all([postures.open("a"), postures.open("b")]);
  assert.equal(postures.shown.origin.path, "b");
  await postures.open("gone");
  assert.deepEqual([postures.status.is, postures.status.found, postures.shown], ["failed", "404", null]);
  await postures.open("odd");
  assert.match(postures.status.found, /not a posture document/);
  assert.deepEqual(await postures.before(), { kind: "file", path: "odd" });
});

test("a document that is written again is read again, and no other", async () => {
  const all = { a: golden("empty") };
  const files = server(all);
  const postures = new Postures(files, null);
  await postures.open("a");
  all.a = golden("golden");
  files.fileChanged.emit({ type: "save", newValue: { path: "b" } });
  files.fileChanged.emit({ type: "delete", newValue: { path: "a" } });
  await new Promise((done) => setImmediate(done));
  assert.equal(postures.shown.posture.findings.length, 0);
  files.fileChanged.emit({ type: "save", newValue: { path: "a" } });
  await new Promise((done) => setImmediate(done));
  assert.equal(postures.shown.posture.findings.length, 10);
});

test("what was kept before is believed only if it has the form", async () => {
  for (const kept of [undefined, null, "x", { kind: "other", path: "a" }]) assert.equal(await new Postures(server({}), database({ "aispm-nb:shown": kept })).before(), null);
});

test("documents of a folder come newest first, and nothing else comes", async () => {
  const listing = [["a.posture.json", "2025-01-01"], ["b.ipynb", "2026-01-01"], ["c.posture.json", "2025-02-01"]].map(([name, last_modified]) => ({ name, path: `f/${name}`, last_modified }));
  assert.deepEqual(await new Postures(server({ f: listing }), null).documents("f"), ["f/c.posture.json", "f/a.posture.json"]);
  assert.deepEqual(await new Postures(server({ f: null }), null).documents("f"), []);
});

test("a board's state is kept by document, told to who else shows it, and bounded", async () => {
  const db = database({ "aispm-nb:states": { old: "priority=now" } });
  const states = new KeptStates(db);
  await states.ready;
  assert.equal(states.of("old").get(), "priority=now");
  const heard = [];
  const stop = states.of("a").watch((s) => heard.push(s));
  states.of("a").set("q=1");
  states.of("a").set("q=1");
  stop();
  states.of("a").set("q=2");
  assert.deepEqual(heard, ["q=1"]);
  for (let i = 0; i < 60; i++) states.of(`d${i}`).set("q=x");
  assert.deepEqual([states.of("old").get(), states.of("d59").get()], ["", "q=x"], "the least recently changed went");
  await new Promise((done) => setTimeout(done, 200));
  assert.equal(Object.keys(db.kept["aispm-nb:states"]).length, 50);
});

test("findings of a cell follow its id, worst first, and one that names no cell stays with the notebook", () => {
  const found = readCellFindings([
    { asset: "notebooks:/a.ipynb#cell-1", rule: "r", title: "t", severity: "low" },
    { asset: "notebooks:/a.ipynb#cell-0", rule: "r", says: "said", title: "t", severity: "critical" },
    { asset: "notebooks:/a.ipynb", rule: "r", title: "whole", severity: "info" }, "junk",
    { asset: "notebooks:/a.ipynb#cell-9", rule: "r", title: "gone", severity: "info" },
  ], ["id-0", "id-1"]);
  assert.deepEqual(found.map((f) => [f.cell, f.title]), [["id-0", "said"], ["id-1", "t"], ["", "whole"], ["", "gone"]]);
  const cells = new CellFindings();
  const heard = [];
  cells.changed.connect((_, path) => heard.push(path));
  cells.set("a.ipynb", found);
  cells.moved("a.ipynb", "b.ipynb");
  cells.moved("never", "c.ipynb");
  assert.deepEqual([cells.of("a.ipynb"), cells.of("b.ipynb"), heard], [undefined, found, ["a.ipynb", "b.ipynb"]]);
});

test("settings are the schema's defaults until they are loaded, and wrong values count as unset", async () => {
  const schema = JSON.parse(readFileSync(new URL("../schema/plugin.json", import.meta.url), "utf8")).properties;
  const settings = new Settings();
  const defaults = () => Object.fromEntries(Object.keys(schema).map((name) => [name, settings[name]]));
  assert.deepEqual(defaults(), Object.fromEntries(Object.entries(schema).map(([name, s]) => [name, s.default])));
  const values = { folder: "/deep/", idleMinutes: -1, store: "", statusBar: false, registry: 7 };
  await settings.load({ load: async () => ({ changed: signal(), get: (name) => ({ composite: values[name] }) }) }, "aispm-nb:plugin");
  assert.deepEqual([settings.folder, settings.idleMinutes, settings.store, settings.statusBar, settings.registry, settings.cellMarks], ["deep", 10, "posture.duckdb", false, "", true]);
});
