// By model: area is findings weighed by priority, hue is the worst of them.
import type { Figure } from "../plotly.js";
import type { Tile } from "../source.js";
import { label } from "../text.js";
import { count, plural, severities } from "../words.js";
import { frame, tint, type Look } from "./look.js";

const most = 90;
interface Box { id: string; parent: string; name: string; value: number; worst: number; note: string; group: string }

/** The heaviest assets as tiles of their group; the others together as one tile a group, so that no weight is lost. */
export function boxes(tiles: readonly Tile[]): readonly Box[] {
  const groups = new Map<string, Box>();
  const rest = new Map<string, { weight: number; count: number; worst: number; assets: number }>();
  const out: Box[] = [];
  tiles.forEach((t, i) => {
    const g = groups.get(t.group) ?? { id: `group ${t.group}`, parent: "", name: t.group, value: 0, worst: 9, note: "", group: t.group };
    g.value += t.weight;
    g.worst = Math.min(g.worst, t.worst);
    groups.set(t.group, g);
    if (i < most) {
      out.push({ id: `asset ${t.asset}`, parent: g.id, name: t.label, value: t.weight, worst: t.worst, note: plural(t.count, "finding"), group: t.group });
    } else {
      const r = rest.get(t.group) ?? { weight: 0, count: 0, worst: 9, assets: 0 };
      rest.set(t.group, { weight: r.weight + t.weight, count: r.count + t.count, worst: Math.min(r.worst, t.worst), assets: r.assets + 1 });
    }
  });
  for (const [group, r] of rest) {
    out.push({ id: `rest ${group}`, parent: `group ${group}`, name: `${count(r.assets)} more`, value: r.weight, worst: r.worst, note: plural(r.count, "finding"), group });
  }
  // A group of one needs no frame around it.
  const members = new Map<string, number>();
  for (const b of out) members.set(b.parent, (members.get(b.parent) ?? 0) + 1);
  const alone = (parent: string): boolean => members.get(parent) === 1;
  return [...[...groups.values()].filter((g) => !alone(g.id)), ...out.map((b) => (alone(b.parent) ? { ...b, parent: "" } : b))];
}

export function models(tiles: readonly Tile[], chosen: ReadonlySet<string> | undefined, l: Look): Figure {
  const all = boxes(tiles);
  const colour = (b: Box): string => l.severity[b.worst] ?? l.faint;
  const strong = (b: Box): boolean => chosen === undefined || chosen.has(b.group);
  return {
    data: [{
      type: "treemap", branchvalues: "total", ids: all.map((b) => b.id), parents: all.map((b) => b.parent), values: all.map((b) => b.value),
      labels: all.map((b) => `${severities[b.worst]?.shape ?? ""} ${label(b.name, 40)}`), text: all.map((b) => b.note), textinfo: "label+text",
      hovertext: all.map((b) => `${label(b.name, 80)}<br>${b.note || "all of this group"}<br>worst: ${severities[b.worst]?.key ?? ""}`), hoverinfo: "text",
      customdata: all.map((b) => b.group), pathbar: { visible: false }, tiling: { pad: 2, packing: "squarify" }, sort: true, maxdepth: 3,
      root: { color: "rgba(0,0,0,0)" }, textfont: { color: l.ink, size: 12 },
      marker: {
        colors: all.map((b) => tint(colour(b), l.ground, (b.note === "" ? 0.08 : 0.2) * (strong(b) ? 1 : 0.35))), cornerradius: 2, pad: { t: 20, l: 3, r: 3, b: 3 },
        line: { width: all.map((b) => (chosen?.has(b.group) && b.parent === "" ? 2 : 0.8)), color: all.map((b) => tint(colour(b), l.ground, strong(b) ? 0.75 : 0.25)) },
      },
    }],
    layout: { ...frame(l), margin: { t: 2, l: 2, r: 2, b: 2 }, uniformtext: { minsize: 9, mode: "hide" } },
  };
}
