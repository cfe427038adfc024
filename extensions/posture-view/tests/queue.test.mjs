// The page's own source against what a kernel answers for the same posture and the same states.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { KernelSource, PageSource, format, keys, parse, posting, readPosture } from "../build/units.mjs";

const folder = new URL("../../../tests/views/golden/", import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const posture = readPosture(read("queue.posture.json"));
const source = new PageSource(posture);
const byText = (a, b) => (String(a) < String(b) ? -1 : 1);

for (const [query, want] of Object.entries(read("queue.answers.json"))) {
  test(`"${query}" lists what a kernel lists`, async () => {
    const state = parse(query);
    assert.deepEqual(await source.overview(state), want.overview);
    assert.deepEqual((await source.rows(state, 0, 200)).map((r) => [r.id, r.priority, r.was, r.title]), want.rows);
    for (const key of keys.filter((k) => k !== "priority")) {
      assert.deepEqual((await source.choices(state, key)).map((c) => [c.value, c.count]).sort(byText), want.choices[key].sort(byText), key);
    }
    const tiles = new Map();
    for (const t of await source.tiles(state)) {
      const [w, n, worst] = tiles.get(t.group) ?? [0, 0, 9];
      tiles.set(t.group, [w + t.weight, n + t.count, Math.min(worst, t.worst)]);
    }
    assert.deepEqual([...tiles].map(([name, v]) => [name, ...v]).sort(byText), want.tiles.sort(byText));
    const cells = (await source.risks(state)).filter((c) => c.count > 0);
    assert.deepEqual(cells.map((c) => [c.likelihood, c.impact, c.count]), want.risks.map((r) => r.slice(0, 3)));
    for (const [i, r] of want.risks.entries()) if (r[3].length > 0) assert.deepEqual(cells[i].dots.map((d) => d.id).sort(), [...r[3]].sort());
    const shown = await source.shown(state, "");
    assert.deepEqual([shown.id, shown.index], want.shown);
    if (want.leaves) {
      const got = { ...shown.detail.leaves };
      assert.deepEqual({ ...got, now: got.now.map((p) => p.asset).sort(), cleared: got.cleared.map((p) => p.asset).sort() },
        { ...want.leaves, now: want.leaves.now.map((p) => p.asset).sort(), cleared: want.leaves.cleared.map((p) => p.asset).sort() });
    }
    assert.equal(format(parse(format(state))), format(state));
  });
}

const head = { ...posture, findings: { ...posture.findings, length: 0 } };

test("questions of one turn are one message, and answers find their question", async () => {
  const sent = [];
  let hear;
  const wire = { on: (_, act) => { hear = act; }, send: (m) => sent.push(m) };
  const asked = new KernelSource(head, posting(wire));
  const state = parse("priority=now&select=a");
  const [overview, rows] = [asked.overview(state), asked.rows(state, 3, 4)];
  await Promise.resolve();
  const later = asked.choices(state, "priority");
  await Promise.resolve();
  assert.deepEqual(sent.map((m) => [m.kind, m.asks]), [
    ["ask", [["overview", "priority=now"], ["rows", "priority=now", 3, 4]]], ["ask", [["choices", "", "priority"]]]]);
  hear({ kind: "answer", id: sent[1].id, answers: [[{ value: "now", count: 2 }]] });
  hear({ kind: "answer", id: 99, answers: ["nobody waits for it"] });
  hear({ kind: "document" });
  assert.deepEqual(await later, [{ value: "now", count: 2 }]);
  hear({ kind: "answer", id: sent[0].id, answers: [{ shown: 1, of: 2, groups: [1] }, [{ id: "x", title: "<b>", priority: 0, was: 1 }]] });
  assert.deepEqual([(await overview).of, (await rows)[0].title], [2, "<b>"]);
  assert.equal((await asked.overview(parse("priority=now"))).of, 2, "a posture is frozen: what was answered holds");
  assert.equal(sent.length, 2);
});

test("choosing in a picture asks nothing for it anew: it shows all values of its own key", async () => {
  const sent = [];
  let hear;
  const wire = { on: (_, act) => { hear = act; }, send: (m) => sent.push(...m.asks) };
  const asked = new KernelSource(head, posting(wire));
  const first = asked.tiles(parse("priority=now"));
  await Promise.resolve();
  hear({ kind: "answer", id: 1, answers: [[{ group: "a", count: 2, weight: 3 }]] });
  assert.deepEqual(await asked.tiles(parse("model=a&priority=now")), await first);
  void asked.risks(parse("priority=now&risk=likely")).catch(() => {});
  void asked.risks(parse("priority=now")).catch(() => {});
  void asked.tiles(parse("model=a")).catch(() => {});
  await Promise.resolve();
  assert.deepEqual(sent, [["tiles", "priority=now"], ["risks", "priority=now"], ["tiles", ""]]);
  for (const id of [2, 3, 4]) hear({ kind: "answer", id, answers: [[], [], []] }); // else the test runs until their patience ends
});

test("a kernel that fails says so", async () => {
  let hear;
  const asked = new KernelSource(head, posting({ on: (_, act) => { hear = act; }, send: (m) => queueMicrotask(() => hear({ kind: "answer", id: m.id, failed: "KeyError: x" })) }));
  await assert.rejects(asked.tiles(parse("")), /KeyError: x/);
});
