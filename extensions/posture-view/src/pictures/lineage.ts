// Lineage from left to right: what is behind, what is ahead, what is served on the right edge.
import { layers } from "../lineage.js";
import { el, isolate, svg } from "../dom.js";
import { severityMark } from "../mark.js";
import { plural, t } from "../say.js";
import type { Graph } from "../source.js";
import { line } from "../text.js";
import { kindWord, severities } from "../words.js";

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

const [above, below] = [20, 14];
const point = 24; // pixels that a point takes before its name
const shortest = 64; // a name cut to less says nothing

/** A gentle curve: edges of all columns leave and arrive level. */
const curve = (x0: number, y0: number, x1: number, y1: number): string =>
  `M${x0.toFixed(1)} ${y0.toFixed(1)}C${((x0 + x1) / 2).toFixed(1)} ${y0.toFixed(1)} ${((x0 + x1) / 2).toFixed(1)} ${y1.toFixed(1)} ${x1.toFixed(1)} ${y1.toFixed(1)}`;

export function lineage(graph: Graph, width: number, height: number): HTMLElement {
  const spots = places(graph);
  const columns = Math.max(1, ...spots.map((s) => s.x));
  // Room for the names of the first and the last column; what is left is shared by those between.
  const [left, right] = [Math.min(150, width * 0.26), Math.min(190, width * 0.32)];
  const apart = Math.max(60, width - left - right) / columns;
  const room = { first: left - point / 2, last: right - point / 2, mid: apart - point } as const;
  const at = spots.map((s) => ({ x: left + s.x * apart, y: above + s.y * (height - above - below), column: s.x }));
  const crowded = new Map<number, number>();
  for (const s of spots) crowded.set(s.x, (crowded.get(s.x) ?? 0) + 1);
  const edges = (strong: boolean): SVGElement => svg("path", { class: strong ? "aispm-edge aispm-edge-strong" : "aispm-edge", fill: "none",
    d: graph.edges.filter((e) => e.strong === strong).map((e) => curve(at[e.from]!.x, at[e.from]!.y, at[e.to]!.x, at[e.to]!.y)).join("") });
  const nodes = graph.nodes.map((n, i) => {
    const { x, y, column } = at[i]!;
    const side = column === columns ? "last" : column === 0 ? "first" : "mid";
    // Where there is no room for a name it is in the tip and in what is read aloud.
    const bare = room[side] < shortest || (side === "mid" && !n.strong && (crowded.get(column) ?? 0) > 7);
    const name = n.servedAs ? `${n.label} ${n.servedAs}` : n.label;
    const found = n.findings > 0 ? `${plural(n.findings, "finding")}, ${t("worst: {word}", { word: t(severities[n.worst]?.key ?? "") })}` : t("no open finding");
    const words = `${line(n.label, 70)}\n${kindWord(n.kind)}${n.servedAs ? `, ${t("served as {name}", { name: line(n.servedAs, 60) })}` : ""}\n${found}`;
    const node = el("button", {
      class: `node node-${side}${n.strong ? "" : " node-faint"}${n.asset === graph.focus ? " node-here" : ""}`, type: "button", title: words, data: { stop: n.asset },
      aria: { label: words.replaceAll("\n", ", "), ...(n.asset === graph.focus ? { current: true } : {}) },
    }, n.findings > 0 ? severityMark(n.worst) : el("span", { class: "node-bare", aria: { hidden: true } }), !bare && isolate("node-name", line(name, 40)));
    node.style.setProperty("--aispm-room", `${room[side].toFixed(0)}px`);
    node.style.left = `${x.toFixed(1)}px`;
    node.style.top = `${y.toFixed(1)}px`;
    return node;
  });
  return el("div", { class: "lineage", role: "group", aria: { label: t("lineage, data flows to the right") } },
    svg("svg", { width, height, "aria-hidden": "true" }, edges(false), edges(true)), ...nodes);
}
