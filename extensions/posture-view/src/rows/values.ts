// Values as text, where they stand among the other rows, and which columns tell most of some rows.
import { count, t } from "../say.js";
import type { Column, Rows } from "./document.js";

const day = 86_400;
export function shownValue(column: Column, v: number | undefined, digits = 5): string {
  if (v === undefined || Number.isNaN(v)) return "–";
  if (column.values.length > 0) return column.values[v] ?? t("another value");
  const x = v + column.offset;
  if (column.kind === "time") {
    const at = new Date(x * 1000);
    return Number.isNaN(at.getTime()) ? "–" : x % day === 0 ? at.toISOString().slice(0, 10) : at.toISOString().slice(0, 16).replace("T", " ");
  }
  return shownNumber(x, digits);
}
/** As short as float32 is exact. */
export function shownNumber(x: number, digits = 5): string {
  if (Number.isInteger(x)) return Math.abs(x) < 10_000 ? String(x) : count(x);
  const size = Math.abs(x);
  return size >= 1e6 || size < 1e-4 ? x.toExponential(2) : String(Number(x.toPrecision(digits)));
}

/** One column of the rows that are not suspicious: what the others are held against. */
export class Profile {
  readonly sorted: Float32Array;
  readonly counts = new Map<number, number>();
  constructor(readonly column: Column, doc: Rows) {
    const data = column.data ?? new Float32Array(0);
    const usual = data.filter((v, i) => !Number.isNaN(v) && (doc.threat[i] ?? -1) < 0);
    this.sorted = (usual.length >= 20 ? usual : data.filter((v) => !Number.isNaN(v))).sort();
    if (column.values.length > 0) for (const v of this.sorted) this.counts.set(v, (this.counts.get(v) ?? 0) + 1);
  }
  quantile(q: number): number { return this.sorted[Math.min(this.sorted.length - 1, Math.floor(q * this.sorted.length))] ?? 0; }
  private below(v: number, orEqual: boolean): number {
    let [low, high] = [0, this.sorted.length];
    while (low < high) {
      const mid = (low + high) >> 1;
      const x = this.sorted[mid]!;
      if (x < v || (orEqual && x === v)) low = mid + 1; else high = mid;
    }
    return low;
  }
  /** The share of the others below, ties by half; 0.5 is the middle. */
  rank(v: number): number { return (this.below(v, false) + this.below(v, true)) / 2 / Math.max(1, this.sorted.length); }
  /** Beyond all but one in a hundred of the others, or a value that one in a hundred has. */
  odd(v: number): boolean {
    if (Number.isNaN(v) || this.sorted.length < 50) return false;
    if (this.column.values.length > 0) return (this.counts.get(v) ?? 0) < this.sorted.length / 100;
    const r = this.rank(v);
    return r < 0.005 || r > 0.995;
  }
  /** How far some rows stand from the others, 0 to 1: Kolmogorov and Smirnov's distance, or half the difference of shares. */
  apart(values: readonly number[]): number {
    const known = values.filter((v) => !Number.isNaN(v)).sort((a, b) => a - b);
    if (known.length === 0 || this.sorted.length === 0) return 0;
    if (this.column.values.length > 0) {
      const here = new Map<number, number>();
      for (const v of known) here.set(v, (here.get(v) ?? 0) + 1);
      let sum = 0;
      for (const v of new Set([...here.keys(), ...this.counts.keys()])) sum += Math.abs((here.get(v) ?? 0) / known.length - (this.counts.get(v) ?? 0) / this.sorted.length);
      return sum / 2;
    }
    let most = 0;
    known.forEach((v, i) => {
      most = Math.max(most, Math.abs((i + 1) / known.length - this.below(v, true) / this.sorted.length), Math.abs(i / known.length - this.below(v, false) / this.sorted.length));
    });
    return most;
  }
}

export class Profiles {
  private readonly made = new Map<number, Profile>();
  constructor(private readonly doc: Rows) {}
  of(column: number): Profile {
    const known = this.made.get(column) ?? new Profile(this.doc.columns[column]!, this.doc);
    this.made.set(column, known);
    return known;
  }
  /** Columns by how far `rows` stand out in them; those of `first` before all others. */
  telling(rows: readonly number[], first: readonly number[] = []): readonly number[] {
    const ahead = new Set(first);
    const told = this.doc.columns.flatMap((c, k) => {
      const data = c.data;
      return data ? [{ k, apart: (ahead.has(k) ? 2 : 0) + this.of(k).apart(rows.map((i) => data[i] ?? NaN)) }] : [];
    });
    return told.sort((a, b) => b.apart - a.apart || a.k - b.k).map((t) => t.k);
  }
}
