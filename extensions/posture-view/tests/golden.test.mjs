// The same golden documents as Python's tests, and the same answers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { PageSource, boxes, readPosture, start } from "../build/units.mjs";

const folder = new URL("../../../tests/views/golden/", import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const expected = read("aggregates.json");
const source = (name) => new PageSource(readPosture(read(`${name}.posture.json`)));

for (const [name, want] of Object.entries(expected)) {
  test(`${name}: counts, models and risks as Python has them`, async () => {
    const s = source(name);
    assert.deepEqual((await s.overview(start)).groups, want.counts);
    const byName = new Map();
    for (const t of await s.tiles(start)) {
      const m = byName.get(t.group) ?? [t.group, 0, 0, 9];
      byName.set(t.group, [t.group, m[1] + t.weight, m[2] + t.count, Math.min(m[3], t.worst)]);
    }
    const sorted = (all) => [...all].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    assert.deepEqual(sorted(byName.values()), sorted(want.models));
    const cells = (await s.risks(start)).filter((c) => c.count > 0).map((c) => [c.likelihood, c.impact, c.count]);
    assert.deepEqual(cells, want.risks);
  });

  test(`${name}: every finding has its detail and a graph around it`, async () => {
    const s = source(name);
    for (const row of await s.rows(start, 0, 1000)) {
      const state = { ...start, select: row.id };
      const { detail: d, index } = await s.shown(state, "");
      assert.ok(d.path.some((p) => p.asset === d.place.asset));
      assert.equal((await s.rows(start, index, 1))[0].id, row.id);
      assert.equal((await s.shown(state, row.id)).detail, null, "what the page has does not come again");
      const graph = await s.lineage(state);
      assert.ok(graph.nodes.length === 0 || graph.nodes.some((n) => n.asset === d.place.asset));
    }
  });
}

test("the boxes of the treemap lose no weight", async () => {
  const tiles = Array.from({ length: 500 }, (_, i) => ({ group: `m${i % 200}`, asset: `a${i}`, assets: 1, label: `a${i}`, count: 1, weight: 1 + (i % 8), worst: i % 5 }));
  const outer = boxes(tiles);
  assert.equal(outer.reduce((n, b) => n + b.weight, 0), tiles.reduce((n, t) => n + t.weight, 0));
});

test("sorts order each group and never mix priorities", async () => {
  const s = source("golden");
  for (const sort of ["urgency", "severity", "where", "title", "newest"]) {
    const p = (await s.rows({ ...start, sort }, 0, 100)).map((r) => r.priority);
    assert.deepEqual(p, [...p].sort());
  }
  const titles = (await s.rows({ ...start, sort: "title" }, 0, 3)).map((r) => r.title);
  assert.deepEqual(titles, [...titles].sort());
});

test("a window is part of the whole, and a finding knows its place", async () => {
  const s = source("golden");
  const all = await s.rows(start, 0, 100);
  assert.deepEqual(await s.rows(start, 3, 4), all.slice(3, 7));
  assert.equal((await s.shown({ ...start, select: all[5].id }, "")).index, 5);
  assert.deepEqual(await s.shown({ ...start, select: "nobody" }, ""), { id: "nobody", index: -1, detail: null });
});

test("values of a key are alternatives, keys narrow one another", async () => {
  const s = source("golden");
  const shown = async (where, q = "") => (await s.overview({ ...start, q, where: new Map(where.map(([k, v]) => [k, new Set(v)])) })).shown;
  assert.equal(await shown([["severity", ["critical"]]]), 1);
  assert.equal(await shown([["severity", ["critical", "low"]]]), 3);
  assert.equal(await shown([["severity", ["critical", "low"]], ["priority", ["later"]]]), 2);
  assert.equal(await shown([["status", ["fixed"]]]), 1);
  assert.equal(await shown([], "TUMOUR flipped"), 3);
});

test("a document that lies about itself is refused with the next move", () => {
  const good = read("golden.posture.json");
  assert.throws(() => readPosture({}), /not a posture document/);
  assert.throws(() => readPosture({ ...good, version: 2 }), /Update aispm-nb/);
  assert.throws(() => readPosture({ ...good, findings: { ...good.findings, title: [] } }), /findings.title holds 0 values/);
  assert.throws(() => readPosture({ ...good, findings: { ...good.findings, asset: good.findings.asset.map(() => 99) } }), /outside its table/);
});
