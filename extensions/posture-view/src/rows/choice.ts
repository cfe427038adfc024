// What a person has chosen in the view, once for all its parts: filter, scope, selection, order, axes.
import type { Rows } from "./document.js";

export interface Sort { readonly key: string; readonly down: boolean }
export interface Now {
  /** Families shown, by position; -1 is none of them. Empty: all. */
  readonly threats: ReadonlySet<number>;
  readonly q: string;
  /** What the table is narrowed to, with its name: rows of a lasso, a trigger, a cell of the matrix. */
  readonly scope: { readonly name: string; readonly rows: ReadonlySet<number> } | null;
  readonly selected: ReadonlySet<number>;
  /** Where the keyboard stands: a row's position in the document. */
  readonly cursor: number;
  readonly sort: Sort;
  readonly x: string;
  readonly y: string;
}
/** Values to sort by and words to search in; the table knows them. */
export interface Keys { value(key: string, row: number): number | string; words(row: number): string }

export class Choice {
  now: Now = { threats: new Set(), q: "", scope: null, selected: new Set(), cursor: -1, sort: { key: "suspicion", down: true }, x: "pc1", y: "pc2" };
  private readonly watching: ((now: Now, before: Now) => void)[] = [];
  private readonly said: string[] = [];
  private shown = new Uint8Array(0);
  private order: readonly number[] = [];

  constructor(readonly doc: Rows, private readonly keys: Keys) { this.filter(); this.list(); }

  watch(act: (now: Now, before: Now) => void): void { this.watching.push(act); }

  change(part: Partial<Now>): void {
    const before = this.now;
    this.now = { ...before, ...part };
    const filtered = this.now.threats !== before.threats || this.now.q !== before.q;
    if (filtered) this.filter();
    if (filtered || this.now.scope !== before.scope || this.now.sort !== before.sort) this.list();
    for (const act of this.watching) act(this.now, before);
  }
  /** Rows chosen together: they are marked everywhere, and the table shows them alone. */
  take(name: string, rows: Iterable<number>): void {
    const set = new Set(rows);
    if (set.size === 0) this.clear();
    else this.change({ scope: { name, rows: set }, selected: set, cursor: Math.min(...set) });
  }
  clear(): void { this.change({ scope: null, selected: new Set(), cursor: -1 }); }

  visible(row: number): boolean { return this.shown[row] === 1; }
  /** Rows of the table in their order. */
  get listed(): readonly number[] { return this.order; }

  private filter(): void {
    const { threats, q } = this.now;
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    this.shown = new Uint8Array(this.doc.n);
    for (let i = 0; i < this.doc.n; i++) {
      if (threats.size > 0 && !threats.has(this.doc.threat[i] ?? -1)) continue;
      if (words.length > 0) {
        const text = (this.said[i] ??= this.keys.words(i).toLowerCase());
        if (!words.every((w) => text.includes(w))) continue;
      }
      this.shown[i] = 1;
    }
  }
  private list(): void {
    const { scope, sort } = this.now;
    const rows: number[] = [];
    for (let i = 0; i < this.doc.n; i++) if (this.shown[i] === 1 && (!scope || scope.rows.has(i))) rows.push(i);
    if (sort.key !== "suspicion" || !sort.down) {
      const by = rows.map((i) => ({ i, v: this.keys.value(sort.key, i) }));
      const sign = sort.down ? -1 : 1;
      by.sort((a, b) => compare(a.v, b.v, sign) || a.i - b.i);
      this.order = by.map((b) => b.i);
    } else this.order = rows; // the document's own order
  }
}

const words = new Intl.Collator("en", { numeric: true });

/** What is missing comes last, whichever way. */
function compare(a: number | string, b: number | string, sign: number): number {
  const [noA, noB] = [a === "" || Number.isNaN(a), b === "" || Number.isNaN(b)];
  if (noA || noB) return Number(noA) - Number(noB);
  return sign * (typeof a === "number" && typeof b === "number" ? a - b : words.compare(String(a), String(b)));
}
