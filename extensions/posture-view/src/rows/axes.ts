// What the picture lays out across and up: the directions of most spread, the suspicion, or a column.
import { t } from "../say.js";
import { line } from "../text.js";
import type { Rows } from "./document.js";
import { shownValue } from "./values.js";

export type Point = readonly [number, number];
export interface Axis {
  /** Where a row lies, 0 to 1. */
  at(row: number): number;
  readonly ends: readonly [string, string] | null;
}

export function axisNames(doc: Rows): readonly (readonly [string, string])[] {
  const share = (k: number): string => `${Math.round((doc.projection?.share[k] ?? 0) * 100)} %`;
  return [
    ...(doc.projection ? [["pc1", t("most spread, {share}", { share: share(0) })], ["pc2", t("next most, {share}", { share: share(1) })]] as const : []),
    ["suspicion", t("suspicion")],
    ...doc.families.flatMap((f) => (f.scores ? [[`family ${f.name}`, t("{family} score", { family: t(f.name) })]] as const : [])),
    ...doc.columns.flatMap((c, k) => (c.data ? [[`column ${k}`, line(c.name, 48)]] as const : [])),
  ];
}

/** Points in the far half per cent are drawn at the edge, so that one value does not press all others flat. */
export function axis(doc: Rows, key: string): Axis {
  const column = key.startsWith("column ") ? doc.columns[Number(key.slice(7))] : undefined;
  const family = doc.families.find((f) => key === `family ${f.name}`);
  const values = column?.data ?? family?.scores ?? (key === "suspicion" ? doc.suspicion : key === "pc2" ? doc.projection?.y : doc.projection?.x) ?? doc.suspicion;
  const sorted = values.filter((v) => !Number.isNaN(v)).sort();
  const of = (q: number): number => sorted[Math.round(q * (sorted.length - 1))] ?? 0;
  const pressed = column && column.values.length === 0;
  const [low, high] = pressed ? [of(0.0025), of(0.9975)] : [of(0), of(1)];
  const span = high - low || 1;
  // Values of a category lie on few lines: rows are set beside them by a fixed pattern.
  const aside = column && column.values.length > 0 ? (i: number): number => ((((i * 2654435761) >>> 0) / 2 ** 32) - 0.5) * 0.5 : (): number => 0;
  return {
    at: (i) => { const v = values[i] ?? NaN; return Number.isNaN(v) ? 0 : Math.max(0, Math.min(1, (v + aside(i) - low) / span)); },
    ends: column ? [line(shownValue(column, low), 20), line(shownValue(column, high), 20)] : null,
  };
}

export function inLasso(path: readonly Point[], [x, y]: Point): boolean {
  let inside = false;
  for (let i = 0, j = path.length - 1; i < path.length; j = i++) {
    const [a, b] = [path[i]!, path[j]!];
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
  }
  return inside;
}
