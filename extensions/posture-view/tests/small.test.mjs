// The small parts: text, state, words, walks.
import assert from "node:assert/strict";
import test from "node:test";
import { Ways, format, layers, likelihood, line, parse, plain, places, rectangles, start, toggle, value } from "../build/units.mjs";

test("hidden characters are shown, not obeyed", () => {
  assert.equal(plain("a\u202eb\u0000c\u{e0069}"), "a\\u202eb\\u0000c\\u{e0069}");
  assert.equal(line("one\ntwo\tthree"), "one two three");
  assert.equal(line("x".repeat(10_000)).length, 160);
  assert.match(plain("x".repeat(10_000)), /… \(10,000 characters\)$/);
});

test("evidence values read as people write them", () => {
  assert.deepEqual([null, true, 12345, 0.123456, { a: 1 }].map(value), ["–", "yes", "12,345", "0.1235", '{"a":1}']);
  assert.deepEqual([[180, 1191, "x", null], [[1, 2], 3]].map(value), ["180, 1191, x, –", "[[1,2],3]"]);
});

test("a state survives its string, and the default is the empty string", () => {
  assert.equal(format(start), "");
  const s = { ...toggle(toggle(start, "priority", "now"), "model", "a&b=c #"), q: "x y", sort: "newest", select: "R @ models:/a/1", picture: "risk" };
  assert.deepEqual(parse(format(s)), s);
  assert.deepEqual(parse("picture=nonsense&sort=nonsense&priority="), start);
  assert.deepEqual(toggle(toggle(start, "rule", "R"), "rule", "R"), start);
});

test("likelihood is monotone", () => {
  const all = [0, 1, 2].flatMap((e) => [0, 1, 2].flatMap((x) => [false, true].map((a) => [e, x, a])));
  for (const s of all) for (const t of all) if (s.every((v, i) => v <= t[i])) assert.ok(likelihood(...s) <= likelihood(...t));
});

const assets = (n, served = {}) => ({
  length: n, asset: Array.from({ length: n }, (_, i) => `runs:/${i}`), kind: Array(n).fill("run"), label: [], owner: [], tier: [],
  exposure: Array(n).fill("small"), impact: Array(n).fill("low"), served: [], servedAs: Array.from({ length: n }, (_, i) => served[i] ?? ""),
});
const edges = (...pairs) => ({ length: pairs.length, source: pairs.map((p) => p[0]), target: pairs.map((p) => p[1]), kind: pairs.map((p) => p[2] ?? "input") });

test("a walk ends in a cycle, and a grant is no way for data", () => {
  const ways = new Ways(assets(4, { 2: "@champion" }), edges([0, 1], [1, 2], [2, 0], [3, 0, "grant"]));
  assert.deepEqual(ways.walk(0, true, 10).order, [0, 1, 2]);
  assert.deepEqual(ways.walk(3, true, 10).order, [3]);
  assert.deepEqual(ways.path(0).at(-1), 2);
});

test("layers are the longest way, and places never coincide", () => {
  assert.deepEqual(layers(4, [[0, 1], [1, 2], [0, 2], [2, 3]]), [0, 1, 2, 3]);
  const nodes = Array.from({ length: 30 }, (_, i) => ({ asset: `${i}`, label: "", kind: "run", servedAs: i > 20 ? "@x" : "", worst: -1, findings: 0, strong: i % 3 === 0 }));
  const links = Array.from({ length: 60 }, (_, i) => ({ from: i % 20, to: (i % 20) + 1 + (i % 9), strong: false })).filter((e) => e.to < 30);
  const at = places({ nodes, edges: links, of: 30 }).map((s) => `${s.x} ${s.y.toFixed(4)}`);
  assert.equal(new Set(at).size, 30);
});

test("the rectangles of a treemap fill its area, lose nothing and never overlap", () => {
  const values = Array.from({ length: 40 }, (_, i) => 100 / (i + 1));
  const all = rectangles(values, { x: 5, y: 7, width: 400, height: 200 });
  const total = values.reduce((a, b) => a + b, 0);
  all.forEach((r, i) => assert.ok(Math.abs(r.width * r.height - (values[i] / total) * 80_000) < 1e-6));
  for (const [i, a] of all.entries()) {
    assert.ok(a.x >= 5 - 1e-9 && a.y >= 7 - 1e-9 && a.x + a.width <= 405 + 1e-6 && a.y + a.height <= 207 + 1e-6);
    for (const b of all.slice(i + 1)) assert.ok(a.x + a.width <= b.x + 1e-6 || b.x + b.width <= a.x + 1e-6 || a.y + a.height <= b.y + 1e-6 || b.y + b.height <= a.y + 1e-6);
  }
  assert.deepEqual(rectangles([], { x: 0, y: 0, width: 9, height: 9 }), []);
});
