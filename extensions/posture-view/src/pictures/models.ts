// By model: area is findings weighed by priority, tint is the worst of them.
import { el, isolate } from "../dom.js";
import { count, plural, t } from "../say.js";
import type { Tile } from "../source.js";
import { line } from "../text.js";
import { severities } from "../words.js";
import { squarify, type Rectangle } from "./squarify.js";

const mostGroups = 100;
const roomy = 14; // up to so many groups, their assets are shown inside
const mostInside = 9;
const heading = 21;
export interface Box { readonly name: string; readonly weight: number; readonly count: number; readonly worst: number; readonly group: string; readonly inside: readonly Box[] }

const sum = (name: string, group: string, of: readonly Tile[], inside: readonly Box[] = []): Box => ({
  name, group, inside, weight: of.reduce((n, b) => n + b.weight, 0), count: of.reduce((n, b) => n + b.count, 0), worst: Math.min(...of.map((b) => b.worst)),
});
const assets = (of: readonly Tile[]): number => of.reduce((n, b) => n + b.assets, 0);

/** Groups, heaviest first, and their assets where there is room; the rest together in one box, so that no weight is lost. */
export function boxes(tiles: readonly Tile[]): readonly Box[] {
  const groups = new Map<string, Tile[]>();
  for (const tile of tiles) {
    const known = groups.get(tile.group);
    if (known) known.push(tile);
    else groups.set(tile.group, [tile]);
  }
  const open = groups.size <= roomy;
  const made = [...groups].map(([group, of]) => {
    const single = of.filter((b) => b.assets === 1).slice(0, mostInside);
    const more = of.filter((b) => !single.includes(b));
    const inside = !open || of.length < 2 ? [] : [...single.map((b) => sum(b.label, group, [b])),
      ...(more.length > 0 ? [sum(t("{n} more", { n: assets(more) }), group, more)] : [])];
    // A group of one carries the name of its asset.
    return sum(of.length === 1 && of[0]!.assets === 1 ? of[0]!.label : group, group, of, inside);
  }).sort((x, y) => y.weight - x.weight);
  const named = made.filter((b) => b.group !== "");
  const rest = [...named.slice(mostGroups), ...made.filter((b) => b.group === "")];
  const restTiles = rest.flatMap((r) => groups.get(r.group) ?? []);
  return [...named.slice(0, mostGroups), ...(rest.length > 0 ? [sum(t("{n} more", { n: named.length > mostGroups ? named.length - mostGroups : assets(restTiles) }), "", restTiles)] : [])];
}

export function models(tiles: readonly Tile[], chosen: ReadonlySet<string> | undefined, width: number, height: number): HTMLElement {
  const node = el("div", { class: "treemap", role: "group", aria: { label: t("findings by model, larger is more urgent") } });
  const place = (box: HTMLElement, r: Rectangle): HTMLElement => {
    box.style.cssText = `left:${r.x.toFixed(1)}px;top:${r.y.toFixed(1)}px;width:${Math.max(0, r.width - 2).toFixed(1)}px;height:${Math.max(0, r.height - 2).toFixed(1)}px`;
    return box;
  };
  const words = (b: Box): string => `${line(b.name, 80)}\n${plural(b.count, "finding")}\n${t("worst: {word}", { word: t(severities[b.worst]?.key ?? "") })}`;
  const face = (b: Box, r: Rectangle, framing: boolean): (HTMLElement | false)[] => [
    r.width > 34 && r.height > 16 && el("span", { class: "box-name" }, el("span", { class: "tone", aria: { hidden: true } }, `${severities[b.worst]?.shape ?? ""} `), isolate("bdi", line(b.name, 40))),
    !framing && r.width > 60 && r.height > 40 && el("span", { class: "box-count" }, plural(b.count, "finding")),
  ];
  const all = [...boxes(tiles)].sort((x, y) => y.weight - x.weight); // the rest may be the heaviest of all
  const outer = squarify(all.map((b) => b.weight), { x: 0, y: 0, width, height });
  all.forEach((b, i) => {
    const r = outer[i]!;
    const framing = b.inside.length > 0 && r.height > heading * 2 && r.width > 60;
    const faint = chosen !== undefined && !chosen.has(b.group) ? " box-off" : "";
    // The rest is many models: it cannot be asked for by name.
    const press = b.group === "" ? {} : { data: { stop: b.group } };
    const severity = severities[b.worst]?.key ?? "info";
    node.append(place(el(b.group === "" ? "div" : "button", {
      class: `box severity-${severity}${framing ? " box-framing" : ""}${faint}`, title: words(b), ...(b.group === "" ? {} : { type: "button" }), ...press,
      aria: { label: `${line(b.name, 80)}, ${count(b.count)}, ${t(severity)}`, ...(b.group === "" ? {} : { pressed: chosen?.has(b.group) ?? false }) },
    }, ...face(b, r, framing)), r));
    if (!framing) return;
    const inside = squarify(b.inside.map((x) => x.weight), { x: r.x + 4, y: r.y + heading, width: r.width - 8, height: r.height - heading - 4 });
    // Inside boxes only show; the group is what is pressed, so that one thing has one way.
    b.inside.forEach((x, k) => node.append(place(el("div", { class: `box inside severity-${severities[x.worst]?.key ?? "info"}${faint}`, title: words(x), aria: { hidden: true }, data: { of: b.group } }, ...face(x, inside[k]!, false)), inside[k]!)));
  });
  return node;
}
