// The part of the lineage that is drawn around one asset: of bounded size, however large the registry.
import type { Ways } from "./lineage.js";
import type { Posture } from "./posture.js";
import type { Edge, Graph, Node, Place } from "./source.js";

const [ahead, behind, near, enough] = [24, 16, 56, 36];

/** All behind the asset and ahead of it is strong; neighbours of those, and what else is served, are faint. */
export function around(posture: Posture, ways: Ways, severity: (finding: number) => number, place: (asset: number) => Place, asset: number | undefined): Graph {
  const { assets, findings, lineage } = posture;
  const others = mostServed(posture);
  const focus = asset ?? others[0];
  if (focus === undefined || lineage.length === 0) return { focus: "", nodes: [], edges: [], of: 0 };
  const strong = new Set([...ways.walk(focus, true, ahead).order, ...ways.walk(focus, false, behind).order]);
  const shown = new Set(strong);
  for (const s of strong) for (const way of [true, false]) {
    for (const n of ways.walk(s, way, 4).order) if (shown.size < near) shown.add(n);
  }
  // A short way leaves room: what else is served, and what is behind it, so that one sees where this stands.
  for (const other of others) {
    if (shown.size >= enough) break;
    for (const n of ways.walk(other, false, 6).order) shown.add(n);
  }
  // A version shows its aliases itself.
  const order = [...shown].filter((n) => n === focus || assets.kind[n] !== "alias");
  const at = new Map(order.map((n, k) => [n, k]));
  const worst = new Map<number, { worst: number; count: number }>();
  for (let i = 0; i < findings.length; i++) {
    const where = findings.asset[i]!;
    if (findings.status[i] === "fixed" || findings.status[i] === "waived" || !at.has(where)) continue;
    const w = worst.get(where) ?? { worst: 9, count: 0 };
    worst.set(where, { worst: Math.min(w.worst, severity(i)), count: w.count + findings.count[i]! });
  }
  const nodes: Node[] = order.map((n) => ({ ...place(n), worst: worst.get(n)?.worst ?? -1, findings: worst.get(n)?.count ?? 0, strong: strong.has(n) }));
  const edges: Edge[] = lineage.source.flatMap((source, e) => {
    const target = lineage.target[e]!;
    const [from, to] = [at.get(source), at.get(target)];
    if (from === undefined || to === undefined || lineage.kind[e] === "grant") return [];
    return [{ from, to, strong: strong.has(source) && strong.has(target) }];
  });
  return { focus: assets.asset[focus] ?? "", nodes, edges, of: assets.length };
}

/** Served assets, worst first: in the order the queue first meets them, then the rest. */
function mostServed({ findings, assets }: Posture): readonly number[] {
  const served = (i: number): boolean => assets.servedAs[i] !== "";
  return [...new Set([...findings.asset.filter(served), ...assets.asset.flatMap((_, i) => (served(i) ? [i] : []))])];
}
