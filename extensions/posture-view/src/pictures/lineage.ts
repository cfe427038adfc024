// Lineage from left to right: what is behind, what is ahead, what is served on the right edge.
import { layers } from "../lineage.js";
import type { Figure } from "../plotly.js";
import type { Graph } from "../source.js";
import { label } from "../text.js";
import { kindWord, plural, severities } from "../words.js";
import { bareAxis, frame, type Look } from "./look.js";

interface Spot { readonly x: number; readonly y: number }

/** Columns by longest way; rows by the mean of the neighbours before, strong ones first: few crossings, no search. */
export function places(graph: Graph): readonly Spot[] {
  const n = graph.nodes.length;
  const column = [...layers(n, graph.edges.map((e) => [e.from, e.to] as const))];
  const last = Math.max(0, ...column);
  graph.nodes.forEach((node, i) => { if (node.servedAs !== "" || node.kind === "endpoint") column[i] = last; });
  const spots: Spot[] = new Array<Spot>(n).fill({ x: 0, y: 0 });
  for (let c = 0; c <= last; c++) {
    const here = column.flatMap((at, i) => (at === c ? [i] : []));
    const pull = (i: number): number => {
      const before = graph.edges.filter((e) => e.to === i && column[e.from]! < c).map((e) => spots[e.from]!.y);
      return before.length > 0 ? before.reduce((a, b) => a + b, 0) / before.length : graph.nodes[i]!.strong ? 0 : 0.7;
    };
    here.map((i) => ({ i, at: pull(i) })).sort((a, b) => a.at - b.at || a.i - b.i)
      .forEach(({ i }, k) => { spots[i] = { x: c, y: (k + 0.5) / here.length }; });
  }
  return spots;
}

/** A gentle curve as points, so that one trace holds all edges. */
function curve(a: Spot, b: Spot, xs: (number | null)[], ys: (number | null)[]): void {
  for (let t = 0; t <= 1.0001; t += 0.1) {
    xs.push(a.x + (b.x - a.x) * t);
    ys.push(a.y + (b.y - a.y) * (t * t * (3 - 2 * t)));
  }
  xs.push(null);
  ys.push(null);
}

export function lineage(graph: Graph, focus: string, l: Look): Figure {
  const spots = places(graph);
  const columns = Math.max(1, ...spots.map((s) => s.x));
  const edges = (strong: boolean): object => {
    const [x, y]: [(number | null)[], (number | null)[]] = [[], []];
    for (const e of graph.edges) if (e.strong === strong) curve(spots[e.from]!, spots[e.to]!, x, y);
    return { type: "scatter", mode: "lines", x, y, hoverinfo: "skip", line: { width: strong ? 1.8 : 0.8, color: strong ? l.accent : l.hairline } };
  };
  const nodes = graph.nodes.map((n, i) => ({ ...n, ...spots[i]! }));
  const crowded = new Map<number, number>();
  for (const n of nodes) crowded.set(n.x, (crowded.get(n.x) ?? 0) + 1);
  const colour = (worst: number): string => l.severity[worst] ?? l.faint;
  const name = (n: (typeof nodes)[number]): string => {
    const crowd = (crowded.get(n.x) ?? 0) > 14 && !n.strong;
    return crowd ? "" : label(n.servedAs ? `${n.label} ${n.servedAs}` : n.label, 26);
  };
  return {
    data: [edges(false), edges(true), {
      type: "scatter", mode: "markers+text", x: nodes.map((n) => n.x), y: nodes.map((n) => n.y), customdata: nodes.map((n) => n.asset),
      text: nodes.map((n) => (n.asset === focus ? `<b>${name(n)}</b>` : name(n))), textposition: nodes.map((n) => (n.x === columns && columns > 0 ? "middle right" : "top center")),
      textfont: { size: 11, color: nodes.map((n) => (n.strong ? l.ink : l.faint)) }, hoverinfo: "text", cliponaxis: false,
      hovertext: nodes.map((n) => `${label(n.label, 70)}<br>${label(kindWord(n.kind), 40)}${n.servedAs ? `, served as ${label(n.servedAs, 60)}` : ""}<br>${n.findings > 0 ? `${plural(n.findings, "finding")}, worst: ${severities[n.worst]?.key}` : "no open finding"}`),
      marker: {
        size: nodes.map((n) => (n.asset === focus ? 13 : n.findings > 0 ? 10 : 7)), symbol: nodes.map((n) => severities[n.worst]?.symbol ?? "circle"),
        color: nodes.map((n) => colour(n.worst)), opacity: nodes.map((n) => (n.strong ? 1 : 0.45)), line: { width: nodes.map((n) => (n.asset === focus ? 2 : 0)), color: l.ground },
      },
    }],
    layout: {
      ...frame(l), margin: { t: 14, l: 60, r: 190, b: 8 },
      xaxis: { ...bareAxis, range: [-0.15, columns + 0.05] }, yaxis: { ...bareAxis, range: [1.02, -0.06] },
    },
  };
}
