// report.view(): what its parts compute, apart from any page.
import assert from "node:assert/strict";
import test from "node:test";
import { Choice, Profiles, axis, cells, inLasso, inWords, keysOf, readRows, shownNumber, shownValue } from "../build/units.mjs";

const base64 = (values) => Buffer.from(values.buffer).toString("base64");
const f4 = (values) => ({ f4: base64(Float32Array.from(values)) });
const n = 100;
const upTo = Array.from({ length: n }, (_, i) => i);
const document = (more = {}) => ({
  format: "aispm-rows", version: 1, name: "d", count: n, scored: n, threshold: 0.5, suspicious: 4, expected: 1, features: 2, label: "y", classes: ["no", "yes"],
  families: ["label", "backdoor", "outlier", "duplicate"].map((name) => ({ name, alerts: 1, explains: 1, not_assessed: "" })),
  rows: { row: upTo.map((i) => 1000 + i), suspicion: f4(upTo.map((i) => 1 - i / n)), threat: { i1: base64(Int8Array.from(upTo.map((i) => (i < 4 ? i : -1)))) },
    families: { label: f4(upTo) }, why: { 0: "carries <b>16</b>" }, label: { i4: base64(Int32Array.from(upTo.map((i) => i % 2))) }, likelier: null, target: null },
  columns: [{ name: "a", kind: "number", offset: 0, values: [], held: "", data: f4(upTo.map((i) => (i < 4 ? 500 : i))) },
    { name: "b", kind: "category", offset: 0, values: ["x", "z"], held: "", data: f4(upTo.map((i) => i % 2)) },
    { name: "card", kind: "number", offset: 0, values: [], held: "payment card", data: null }],
  texts: [], images: null, trained: null, not_assessed: [], not_assessed_of: 0,
  projection: { x: f4(upTo), y: f4(upTo.map((i) => -i)), share: [0.6, 0.2], of: "2 columns" },
  triggers: [{ sentence: "a = 500", rows: [0, 1, 2, 3, 400], columns: [0] }], ...more,
});
const made = () => {
  const doc = readRows(document());
  const profiles = new Profiles(doc);
  const all = cells(doc, profiles);
  return { doc, profiles, choice: new Choice(doc, keysOf(doc, all)), all };
};

test("a document is read, and a damaged one is refused in words", () => {
  const { doc } = made();
  assert.deepEqual([doc.n, doc.row[3], doc.why[0], doc.triggers[0].rows.length], [100, 1003, "carries <b>16</b>", 4]);
  assert.throws(() => readRows({}), /Run the cell again/);
  assert.throws(() => readRows(document({ version: 2 })), /Update aispm-nb/);
  assert.throws(() => readRows(document({ columns: [{ name: "a", data: f4([1]) }] })), /holds 1 values, expected 100/);
});

test("rows are searched, filtered, sorted and narrowed", () => {
  const { choice } = made();
  assert.deepEqual(choice.listed.slice(0, 3), [0, 1, 2]);
  choice.change({ q: "CARRIES" });
  assert.deepEqual(choice.listed, [0]);
  choice.change({ q: "" , threats: new Set([1, 2]) });
  assert.deepEqual(choice.listed, [1, 2]);
  choice.change({ threats: new Set(), sort: { key: "row", down: true } });
  assert.equal(choice.listed[0], 99);
  choice.take("here", [7, 5]);
  assert.deepEqual([choice.listed, choice.now.cursor, [...choice.now.selected]], [[7, 5], 5, [7, 5]]);
  choice.take("nothing", []);
  assert.deepEqual([choice.now.scope, choice.listed.length], [null, 100]);
});

test("the column that sets rows apart comes first, one without data never", () => {
  const { profiles, all } = made();
  assert.deepEqual(profiles.telling([0, 1, 2, 3]), [0, 1]);
  assert.equal(profiles.of(0).apart([500, 500]), 1);
  assert.ok(profiles.of(0).odd(500) && !profiles.of(0).odd(50) && !profiles.of(0).odd(NaN));
  assert.deepEqual(inWords(made().doc.columns[0], profiles.of(0), [0, 1, 2, 3]), ["all 4 at 500", "others: 52"]);
  const a = all.find((c) => c.title === "a");
  assert.deepEqual([a.carries(0), a.carries(50)], [true, false]);
});

test("values and axes", () => {
  const { doc } = made();
  assert.deepEqual([19.99, 123456, 0.1 + 0.2, 1.5e9 + 0.5, NaN].map((v) => (Number.isNaN(v) ? shownValue(doc.columns[0], v) : shownNumber(v))), ["19.99", "123,456", "0.3", "1.50e+9", "–"]);
  assert.equal(shownValue({ ...doc.columns[0], kind: "time", offset: 86400 * 365 }, 0), "1971-01-01");
  assert.equal(shownValue(doc.columns[1], 7), "another value");
  assert.deepEqual([axis(doc, "pc1").at(0), axis(doc, "pc1").at(99), axis(doc, "pc2").at(0)], [0, 1, 1]);
  assert.ok(upTo.every((i) => { const at = axis(doc, "column 0").at(i); return at >= 0 && at <= 1; }));
});

test("a lasso holds what it surrounds", () => {
  const square = [[0, 0], [10, 0], [10, 10], [0, 10]];
  assert.deepEqual([inLasso(square, [5, 5]), inLasso(square, [15, 5]), inLasso([], [5, 5])], [true, false, false]);
});
