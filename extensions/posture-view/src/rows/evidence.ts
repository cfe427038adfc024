// Where the chosen rows stand in the columns that tell most of them, and the pictures when rows are images.
import { el, isolate, svg } from "../dom.js";
import { line } from "../text.js";
import { t } from "../say.js";
import type { Choice } from "./choice.js";
import type { Column, Rows } from "./document.js";
import { shownValue, type Profile, type Profiles } from "./values.js";

const charts = 6;
const pictures = 24;
const bars = 28;
const [wide, high] = [168, 46];

interface Bins { readonly usual: readonly number[]; readonly chosen: readonly number[]; readonly ticks: readonly number[] }

function bins(column: Column, profile: Profile, rows: readonly number[]): Bins {
  const data = column.data!;
  const values = rows.map((i) => data[i] ?? NaN).filter((v) => !Number.isNaN(v));
  if (column.values.length > 0) {
    // A category's values by how common they are; the last bar is all others.
    const common = [...profile.counts].sort((a, b) => b[1] - a[1]).map(([v]) => v);
    const places = new Map([...common.slice(0, 11), ...values].slice(0, 15).map((v) => [v, 0]));
    [...places.keys()].forEach((v, k) => places.set(v, k));
    const [usual, chosen] = [Array<number>(places.size + 1).fill(0), Array<number>(places.size + 1).fill(0)];
    for (const [v, n] of profile.counts) { const k = places.get(v) ?? places.size; usual[k] = usual[k]! + n; }
    for (const v of values) { const k = places.get(v) ?? places.size; chosen[k] = chosen[k]! + 1; }
    return { usual, chosen, ticks: [] };
  }
  const low = Math.min(profile.quantile(0.005), ...values);
  const far = Math.max(profile.quantile(0.995), ...values);
  const [usual, chosen] = [Array<number>(bars).fill(0), Array<number>(bars).fill(0)];
  const place = (v: number): number => Math.max(0, Math.min(bars - 1, Math.floor(((v - low) / (far - low || 1)) * bars)));
  for (const v of profile.sorted) usual[place(v)]! += 1;
  for (const v of values) chosen[place(v)]! += 1;
  return { usual, chosen, ticks: values.length <= 40 ? values.map((v) => Math.max(0, Math.min(1, (v - low) / (far - low || 1)))) : [] };
}

/** What the values are, in few words: all the same, or the middle one. */
export function inWords(column: Column, profile: Profile, rows: readonly number[]): readonly [string, string] {
  const values = rows.map((i) => column.data?.[i] ?? NaN);
  const known = values.filter((v) => !Number.isNaN(v)).sort((a, b) => a - b);
  const usual = shownValue(column, profile.quantile(0.5), 4);
  if (known.length === 0) return [t("missing"), t("others: {usual}", { usual })];
  if (column.values.length > 0) {
    const here = new Map<number, number>();
    for (const v of known) here.set(v, (here.get(v) ?? 0) + 1);
    const [v, n] = [...here].sort((a, b) => b[1] - a[1])[0]!;
    const share = Math.round((100 * (profile.counts.get(v) ?? 0)) / Math.max(1, profile.sorted.length));
    return [rows.length === 1 ? line(shownValue(column, v), 24) : t("{value} in {n} of {of}", { value: line(shownValue(column, v), 24), n, of: rows.length }), t("others: in {share} %", { share })];
  }
  const middle = known[Math.floor(known.length / 2)]!;
  const same = known[0] === known[known.length - 1];
  return [rows.length === 1 ? shownValue(column, middle, 4) : same ? t("all {n} at {value}", { n: known.length, value: shownValue(column, middle, 4) }) : t("middle {value}", { value: shownValue(column, middle, 4) }), t("others: {usual}", { usual })];
}

function chart(column: Column, profile: Profile, rows: readonly number[], act: () => void, on: boolean): HTMLElement {
  const { usual, chosen, ticks } = bins(column, profile, rows);
  const step = wide / usual.length;
  const drawn = (heights: readonly number[], name: string, inset: number): SVGElement[] => {
    const most = Math.max(1, ...heights);
    return heights.flatMap((n, k) => (n === 0 ? [] : [svg("rect", { class: name, x: (k * step + inset).toFixed(1), width: Math.max(0.8, step - 1 - 2 * inset).toFixed(1), y: (high - Math.max(1.2, (n / most) * (high - 4))).toFixed(1), height: Math.max(1.2, (n / most) * (high - 4)).toFixed(1) })]));
  };
  const words = inWords(column, profile, rows);
  const name = line(column.name, 60);
  return el("button", { class: "multiple", type: "button", title: `${name}\n${words.join("\n")}\n${t("Click to lay it out across the picture.")}`, aria: { label: `${name}: ${words.join("; ")}. ${t("Lay it out across the picture.")}`, pressed: on }, on: { click: act } },
    el("span", { class: "multiple-name" }, isolate("bdi", name)),
    svg("svg", { viewBox: `0 0 ${wide} ${high + 5}`, preserveAspectRatio: "none", "aria-hidden": "true" },
      ...drawn(usual, "aispm-usual", 0), ...drawn(chosen, "aispm-chosen-bar", Math.min(2, step * 0.22)),
      svg("line", { class: "aispm-base", x1: 0, x2: wide, y1: high, y2: high }),
      ...ticks.map((t) => svg("line", { class: "aispm-tick", x1: (t * wide).toFixed(1), x2: (t * wide).toFixed(1), y1: high + 1, y2: high + 5 }))),
    ...words.map((part) => el("span", { class: "multiple-words faint" }, isolate("bdi", part))));
}

function picture(doc: Rows, i: number, act: () => void): HTMLElement {
  const { height, width, channels, data } = doc.images!;
  const canvas = el("canvas", { class: "thumb" });
  [canvas.width, canvas.height] = [width, height];
  const pen = canvas.getContext("2d");
  if (pen) {
    const image = pen.createImageData(width, height);
    const from = i * width * height * channels;
    for (let p = 0; p < width * height; p++) {
      for (let c = 0; c < 3; c++) image.data[p * 4 + c] = data[from + p * channels + (channels < 3 ? 0 : c)] ?? 0;
      image.data[p * 4 + 3] = 255;
    }
    pen.putImageData(image, 0, 0);
  }
  const label = doc.label ? doc.classes[doc.label[i] ?? -1] ?? "" : "";
  return el("button", { class: "thumb-button", type: "button", aria: { label: label ? t("row {row}, labelled {label}", { row: String(doc.row[i]), label: line(label, 24) }) : t("row {row}", { row: String(doc.row[i]) }) }, on: { click: act } },
    canvas, el("span", { class: "faint" }, isolate("bdi", line(label || String(doc.row[i]), 10))));
}

export function evidence(choice: Choice, profiles: Profiles): { readonly node: HTMLElement; paint(): void } {
  const doc = choice.doc;
  const title = el("h3", {});
  const strip = el("div", { class: "multiples" });
  const shots = el("div", { class: "thumbs" });
  const node = el("section", { class: "evidence", aria: { label: t("where these rows stand") } }, title, shots, strip);
  const suspicious = doc.row.flatMap((_, i) => ((doc.threat[i] ?? -1) >= 0 ? [i] : []));
  let drawn: readonly number[] | null = null;
  let crossed = "";
  return {
    node,
    paint() {
      const chosen = [...choice.now.selected].sort((a, b) => a - b);
      const rows = chosen.length > 0 ? chosen : suspicious;
      if (drawn !== null && crossed === choice.now.x && rows.length === drawn.length && rows.every((r, k) => r === drawn![k])) return;
      [drawn, crossed] = [rows, choice.now.x];
      node.hidden = rows.length === 0 || (doc.columns.every((c) => c.data === null) && !doc.images);
      title.textContent = t(`Where the {n} ${chosen.length > 0 ? "selected" : "suspicious"} ${rows.length === 1 ? "row stands" : "rows stand"}, against the others`, { n: rows.length });
      const carried = doc.triggers.filter((t) => rows.every((r) => t.rows.includes(r))).flatMap((t) => t.columns);
      const told = profiles.telling(rows, carried).slice(0, charts);
      strip.replaceChildren(...told.map((k) => chart(doc.columns[k]!, profiles.of(k), rows, () => choice.change({ x: choice.now.x === `column ${k}` ? (doc.projection ? "pc1" : "suspicion") : `column ${k}` }), choice.now.x === `column ${k}`)));
      const fit = doc.images?.fit ?? 0;
      shots.hidden = fit === 0;
      const pictured = rows.filter((i) => i < fit).slice(0, pictures);
      shots.replaceChildren(...pictured.map((i) => picture(doc, i, () => choice.change({ selected: new Set([i]), cursor: i }))),
        ...(pictured.length < rows.length ? [el("span", { class: "faint more" }, t("{n} of {of}", { n: pictured.length, of: rows.length }))] : []));
    },
  };
}
