// By model: area is findings weighed by priority, hue is the worst of them.
import type { Figure } from "../plotly.js";
import type { Tile } from "../source.js";
import { label } from "../text.js";
import { count, plural, severities } from "../words.js";
import { frame, tint, type Look } from "./look.js";

const mostGroups = 150;
const roomy = 14; // up to so many groups, their assets are shown inside
const mostInside = 9;
interface Box { id: string; parent: string; name: string; value: number; count: number; worst: number; group: string }

const sum = (id: string, parent: string, name: string, group: string, of: readonly { weight: number; count: number; worst: number }[]): Box => ({
  id, parent, name, group, value: of.reduce((n, t) => n + t.weight, 0), count: of.reduce((n, t) => n + t.count, 0), worst: Math.min(...of.map((t) => t.worst)),
});

/** Groups, heaviest first, and their assets where there is room; the rest together in one box, so that no weight is lost. */
export function boxes(tiles: readonly Tile[]): readonly Box[] {
  const groups = new Map<string, Tile[]>();
  for (const t of tiles) groups.set(t.group, [...(groups.get(t.group) ?? []), t]);
  const heavy = [...groups].map(([group, of]) => ({ of, box: sum(`group ${group}`, "", group, group, of) })).sort((x, y) => y.box.value - x.box.value);
  const shown = heavy.slice(0, mostGroups);
  const rest = heavy.slice(mostGroups);
  const inside = heavy.length > roomy ? [] : shown.flatMap(({ of, box }) => {
    if (of.length < 2) return [];
    const more = of.slice(mostInside);
    return [...of.slice(0, mostInside).map((t) => sum(`asset ${t.asset}`, box.id, t.label, t.group, [t])),
      ...(more.length > 0 ? [sum(`more ${box.id}`, box.id, `${count(more.length)} more`, box.group, more)] : [])];
  });
  // A group of one carries the name of its asset.
  const outer = shown.map(({ of, box }) => (of.length === 1 ? { ...box, name: of[0]!.label } : box));
  return [...outer, ...inside, ...(rest.length > 0 ? [sum("rest", "", `${count(rest.length)} more`, "", rest.flatMap((r) => r.of))] : [])];
}

export function models(tiles: readonly Tile[], chosen: ReadonlySet<string> | undefined, l: Look): Figure {
  const all = boxes(tiles);
  const colour = (b: Box): string => l.severity[b.worst] ?? l.faint;
  const framing = new Set(all.map((b) => b.parent));
  const strong = (b: Box): boolean => chosen === undefined || chosen.has(b.group);
  return {
    data: [{
      type: "treemap", branchvalues: "total", ids: all.map((b) => b.id), parents: all.map((b) => b.parent), values: all.map((b) => b.value),
      labels: all.map((b) => `${severities[b.worst]?.shape ?? ""} ${label(b.name, 40)}`), text: all.map((b) => plural(b.count, "finding")), textinfo: "label+text",
      hovertext: all.map((b) => `${label(b.name, 80)}<br>${plural(b.count, "finding")}<br>worst: ${severities[b.worst]?.key ?? ""}`), hoverinfo: "text",
      customdata: all.map((b) => b.group), pathbar: { visible: false }, tiling: { pad: 2, packing: "squarify" }, sort: true, maxdepth: 3,
      root: { color: "rgba(0,0,0,0)" }, textfont: { color: l.ink, size: 12 },
      marker: {
        colors: all.map((b) => tint(colour(b), l.ground, (framing.has(b.id) ? 0.08 : 0.2) * (strong(b) ? 1 : 0.35))), cornerradius: 2, pad: { t: 20, l: 3, r: 3, b: 3 },
        line: { width: all.map((b) => (chosen?.has(b.group) && b.parent === "" ? 2 : 0.8)), color: all.map((b) => tint(colour(b), l.ground, strong(b) ? 0.75 : 0.25)) },
      },
    }],
    layout: { ...frame(l), margin: { t: 2, l: 2, r: 2, b: 2 }, uniformtext: { minsize: 9, mode: "hide" } },
  };
}
