// Lineage from left to right: what is behind, what is ahead, what is served on the right edge.
import { layers } from "../lineage.js";
import type { Figure } from "../plotly.js";
import type { Graph } from "../source.js";
import { label } from "../text.js";
import { kindWord, plural, severities } from "../words.js";
import { bareAxis, frame, type Look } from "./look.js";

interface Spot { readonly x: number; readonly y: number }

/** Columns by longest way; rows as near as may be to what they come from, so that ways run straight and seldom cross. */
export function places(graph: Graph): readonly Spot[] {
  const column = [...layers(graph.nodes.length, graph.edges.map((e) => [e.from, e.to] as const))];
  const last = Math.max(0, ...column);
  graph.nodes.forEach((node, i) => { if (node.servedAs !== "" || node.kind === "endpoint") column[i] = last; });
  const size = new Array<number>(last + 1).fill(0);
  for (const c of column) size[c]!++;
  const gap = 1 / Math.max(1, ...size);
  const rows = new Array<number>(graph.nodes.length).fill(0);
  for (let c = 0; c <= last; c++) {
    const wish = (i: number): number => {
      const before = graph.edges.filter((e) => e.to === i && column[e.from]! < c).map((e) => rows[e.from]!);
      return before.length > 0 ? before.reduce((a, b) => a + b, 0) / before.length : graph.nodes[i]!.strong ? gap / 2 : 1;
    };
    const here = column.flatMap((at, i) => (at === c ? [{ i, wish: wish(i) }] : [])).sort((a, b) => a.wish - b.wish || a.i - b.i);
    spread(here.map((h) => h.wish), gap, c === 0).forEach((y, k) => { rows[here[k]!.i] = y; });
  }
  return graph.nodes.map((_, i) => ({ x: column[i]!, y: rows[i]! }));
}

/** Rows in order and a gap apart, each near its wish; origins have no wish but to stand evenly. */
function spread(wishes: readonly number[], gap: number, evenly: boolean): readonly number[] {
  if (evenly) return wishes.map((_, k) => (k + 0.5) / wishes.length);
  const rows = [...wishes];
  for (let k = 1; k < rows.length; k++) rows[k] = Math.max(rows[k]!, rows[k - 1]! + gap);
  for (let k = rows.length - 1; k >= 0; k--) rows[k] = Math.min(rows[k]!, k === rows.length - 1 ? 1 - gap / 2 : rows[k + 1]! - gap);
  return rows;
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
    const crowd = n.x > 0 && n.x < columns && !n.strong && (crowded.get(n.x) ?? 0) > 7; // no room above its point
    // A no-break space: Plotly.react loses track of its labels when one is empty.
    return crowd ? "\u00a0" : label(n.servedAs ? `${n.label} ${n.servedAs}` : n.label, 26);
  };
  return {
    data: [edges(false), edges(true), {
      type: "scatter", mode: "markers+text", x: nodes.map((n) => n.x), y: nodes.map((n) => n.y), customdata: nodes.map((n) => n.asset),
      text: nodes.map((n) => (n.asset === focus ? `<b>${name(n)}</b>` : name(n))), textposition: nodes.map((n) => (n.x === columns ? "middle right" : n.x === 0 ? "middle left" : "top center")),
      textfont: { size: 11, color: nodes.map((n) => (n.strong ? l.ink : l.faint)) }, hoverinfo: "text", cliponaxis: false,
      hovertext: nodes.map((n) => `${label(n.label, 70)}<br>${label(kindWord(n.kind), 40)}${n.servedAs ? `, served as ${label(n.servedAs, 60)}` : ""}<br>${n.findings > 0 ? `${plural(n.findings, "finding")}, worst: ${severities[n.worst]?.key}` : "no open finding"}`),
      marker: {
        size: nodes.map((n) => (n.asset === focus ? 13 : n.findings > 0 ? 10 : 7)), symbol: nodes.map((n) => severities[n.worst]?.symbol ?? "circle"),
        color: nodes.map((n) => colour(n.worst)), opacity: nodes.map((n) => (n.strong ? 1 : 0.45)), line: { width: nodes.map((n) => (n.asset === focus ? 2 : 0)), color: l.ground },
      },
    }],
    layout: {
      ...frame(l), margin: { t: 14, l: 150, r: 190, b: 8 },
      xaxis: { ...bareAxis, range: [-0.03, columns + 0.03] }, yaxis: { ...bareAxis, range: [1.02, -0.06] },
    },
  };
}
