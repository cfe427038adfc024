// The columns of the table: what each says of a row, how it is sorted, and how its cell is drawn.
import { count, t } from "../say.js";
import { el, isolate, type Child } from "../dom.js";
import { line } from "../text.js";
import type { Keys } from "./choice.js";
import type { Rows } from "./document.js";
import { familyMark } from "./family.js";
import { shownNumber, shownValue, type Profiles } from "./values.js";

export interface Cell {
  readonly key: string; readonly title: string; readonly mark?: string; readonly width: number; readonly numeric: boolean;
  value(row: number): number | string;
  text(row: number): string;
  draw?(row: number): Child;
  /** A share drawn behind the number, and the odd value's tint. */
  share?(row: number): number;
  odd?(row: number): boolean;
  carries?(row: number): boolean;
}
const mostColumns = 12;

export function cells(doc: Rows, profiles: Profiles): readonly Cell[] {
  const share = (scores: Float32Array) => (i: number): number => scores[i] ?? NaN;
  const score = (v: number): string => (Number.isNaN(v) ? "–" : v < 0.0005 ? "0" : v.toFixed(3));
  const className = (codes: Int32Array) => (i: number): string => { const c = codes[i] ?? -1; return c < 0 ? "" : line(doc.classes[c] ?? t("another class"), 60); };
  const found: Cell[] = [
    { key: "row", title: t("row"), width: 76, numeric: true, value: (i) => doc.row[i] ?? 0, text: (i) => count(doc.row[i] ?? 0) },
    { key: "suspicion", title: t("suspicion"), width: 96, numeric: true, value: share(doc.suspicion), text: (i) => score(doc.suspicion[i] ?? NaN), share: share(doc.suspicion) },
    { key: "threat", title: t("threat"), width: 112, numeric: false, value: (i) => threat(doc, i), text: (i) => threat(doc, i),
      draw: (i) => { const family = threat(doc, i); return family === "" ? "" : el("span", { class: "threat" }, familyMark(family), t(family)); } },
  ];
  const { label, likelier, target } = doc;
  if (label) { const name = className(label); found.push({ key: "label", title: line(doc.labelName || t("label"), 40), width: 112, numeric: false, value: name, text: (i) => name(i) || "–" }); }
  if (likelier) { const name = className(likelier); found.push({ key: "likelier", title: t("likelier"), width: 112, numeric: false, value: name, text: (i) => name(i) || "–" }); }
  if (target) found.push({ key: "label", title: line(doc.labelName || t("target"), 40), width: 96, numeric: true, value: (i) => target[i] ?? NaN, text: (i) => (Number.isNaN(target[i] ?? NaN) ? "–" : shownNumber(target[i]!)) });
  if (doc.why.some((w) => w !== "")) found.push({ key: "why", title: t("why"), width: 340, numeric: false, value: (i) => doc.why[i] ?? "", text: (i) => line(doc.why[i] ?? "", 240) });
  doc.texts.forEach((words, k) => found.push({ key: `text${k}`, title: line(words.name, 40), width: 300, numeric: false, value: (i) => words.data[i] ?? "", text: (i) => line(words.data[i] ?? "", 200) }));
  for (const f of doc.families) {
    const scores = f.scores;
    if (scores) found.push({ key: `family ${f.name}`, title: t(f.name), width: 88, numeric: true, mark: f.name, value: share(scores), text: (i) => score(scores[i] ?? NaN), share: share(scores) });
  }
  if (doc.images) return found; // one pixel tells nothing
  const carried = doc.triggers.flatMap((t) => t.columns);
  const carriers = new Map<number, Set<number>>(); // rows that hold a trigger, by its column
  for (const t of doc.triggers) for (const k of t.columns) carriers.set(k, new Set([...(carriers.get(k) ?? []), ...t.rows]));
  const suspicious = doc.row.flatMap((_, i) => ((doc.threat[i] ?? -1) >= 0 ? [i] : []));
  for (const k of profiles.telling(suspicious, carried).slice(0, mostColumns)) {
    const column = doc.columns[k]!;
    const data = column.data!;
    found.push({
      key: `column ${k}`, title: line(column.name, 60), width: 118, numeric: column.values.length === 0,
      value: (i) => (column.values.length > 0 ? shownValue(column, data[i]) : data[i] ?? NaN), text: (i) => line(shownValue(column, data[i]), 60), odd: (i) => profiles.of(k).odd(data[i] ?? NaN), carries: (i) => carriers.get(k)?.has(i) ?? false,
    });
  }
  return found;
}

export const threat = (doc: Rows, i: number): string => doc.families[doc.threat[i] ?? -1]?.name ?? "";

export const keysOf = (doc: Rows, all: readonly Cell[]): Keys => {
  const by = new Map(all.map((c) => [c.key, c]));
  const spoken = all.filter((c) => !c.numeric || c.key === "row");
  return {
    value: (key, row) => by.get(key)?.value(row) ?? 0,
    words: (row) => [String(doc.row[row]), ...spoken.map((c) => String(c.value(row))), ...doc.columns.flatMap((c) => (c.values.length > 0 && c.data ? [shownValue(c, c.data[row])] : []))].join(" "),
  };
};

export function cellNode(cell: Cell, row: number): HTMLElement {
  const drawn = cell.draw?.(row) ?? isolate("value", cell.text(row));
  const node = el("div", { class: `cell${cell.numeric ? " numeric" : ""}${cell.carries?.(row) ? " carries" : cell.odd?.(row) ? " odd" : ""}`, role: "gridcell" }, drawn);
  const part = cell.share?.(row) ?? NaN;
  if (!Number.isNaN(part)) { node.classList.add("aispm-share"); node.style.setProperty("--aispm-share", `${Math.round(part * 100)}%`); }
  if (!cell.numeric) node.title = cell.text(row);
  return node;
}
