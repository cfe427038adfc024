// A source over the whole document in the page: small numbers in columns, one pass a question.
import { around } from "./around.js";
import { allowed, coded, type Coded } from "./columns.js";
import { pack, priorityOf, recordedOf, riskOf, severityOf } from "./inputs.js";
import { leaves } from "./leaves.js";
import { Ways } from "./lineage.js";
import type { Posture } from "./posture.js";
import type { Cell, Choice, Detail, Dot, Graph, Overview, Place, Row, Shown, Source, Summary, Tile } from "./source.js";
import { keys, without, type Key, type Query, type Sort, type State } from "./state.js";
import { impacts, kindName, likelihoods, priorities } from "./words.js";
import type { WhatIf } from "./whatif.js";

const dotsPerCell = 40;
const separator = " @ ";
const compare = (x: string | undefined, y: string | undefined): number => ((x ?? "") < (y ?? "") ? -1 : (x ?? "") > (y ?? "") ? 1 : 0);

export class PageSource implements Source {
  readonly summary: Summary;
  private readonly inputs: Uint16Array;
  private readonly groups: readonly string[];
  private readonly ids: readonly string[];
  private readonly isOpen: Uint8Array;
  private readonly closed: number;
  private readonly at = new Map<string, number>();
  private readonly columns = new Map<Key, Coded>();
  private readonly orders = new Map<Sort, Int32Array>();
  private haystack: readonly string[] | null = null;
  private readonly ways: Ways;
  private last: { query: Query; rows: Int32Array } | null = null;
  private ranks: { whatIf: WhatIf; of: Uint8Array } | null = null;

  constructor(private readonly posture: Posture) {
    const { findings: f, assets: a, rules } = posture;
    this.inputs = pack(f);
    this.ways = new Ways(a, posture.lineage);
    // By model: what a data set spoils is the model that learns from it. What leads to no model stands by its kind.
    this.groups = a.kind.map((kind, i) => this.ways.model(i) || `${kindName(kind)}s`);
    this.ids = Array.from({ length: f.length }, (_, i) => {
      let id = `${rules[f.rule[i]!]?.rule ?? ""}${separator}${a.asset[f.asset[i]!] ?? ""}`;
      if (this.at.has(id)) id += ` #${i}`;
      this.at.set(id, i);
      return id;
    });
    this.isOpen = Uint8Array.from(f.status, (s) => (s === "fixed" || s === "waived" ? 0 : 1));
    this.closed = this.total((i) => this.isOpen[i] === 0);
    const titles = new Map(rules.map((r) => [r.rule, r.title]));
    this.summary = { ...posture, findings: f.length, ruleTitle: (rule) => titles.get(rule) || rule };
  }

  private total(counts: (i: number) => boolean): number {
    let n = 0;
    for (let i = 0; i < this.posture.findings.length; i++) if (counts(i)) n += this.posture.findings.count[i]!;
    return n;
  }

  /** Priority by packed inputs, under the what-if asked last. */
  private priority(whatIf: WhatIf): Uint8Array {
    if (this.ranks?.whatIf !== whatIf) this.ranks = { whatIf, of: priorityOf(whatIf, this.posture.decisions) };
    return this.ranks.of;
  }

  /** The value of a key for each finding, in the words of the face. Priority is not among them: a what-if moves it. */
  private column(key: Key): Coded {
    const { findings: f, assets: a, rules } = this.posture;
    const read: Readonly<Record<Exclude<Key, "priority">, (i: number) => string>> = {
      severity: (i) => f.severity[i]!, threat: (i) => rules[f.rule[i]!]?.threat ?? "", kind: (i) => a.kind[f.asset[i]!] ?? "",
      status: (i) => f.status[i]!, confidence: (i) => f.confidence[i]!, owner: (i) => a.owner[f.asset[i]!] || "nobody",
      rule: (i) => rules[f.rule[i]!]?.rule ?? "", model: (i) => this.groups[f.asset[i]!] ?? "", asset: (i) => a.asset[f.asset[i]!] ?? "",
      risk: (i) => riskWord(riskOf[this.inputs[i]!]!),
    };
    const known = this.columns.get(key);
    if (known) return known;
    const made = coded(f.length, key === "priority" ? () => "" : read[key]);
    this.columns.set(key, made);
    return made;
  }

  private search(): readonly string[] {
    const { findings: f, assets: a, rules } = this.posture;
    const ruleText = rules.map((r) => `${r.rule} ${r.title} ${r.threat} ${r.techniques.join(" ")}`);
    this.haystack ??= f.title.map((t, i) =>
      `${t} ${a.label[f.asset[i]!]} ${a.asset[f.asset[i]!]} ${ruleText[f.rule[i]!]}`.toLowerCase());
    return this.haystack;
  }

  /** By finding: 0 when the query leaves it out, else its priority and one. What is fixed or waived is out until asked for. */
  private match(query: Query, chips = false): Uint8Array {
    const n = this.posture.findings.length;
    const tests = keys.flatMap((key) => {
      const wanted = key === "priority" ? undefined : query.where.get(key);
      if (!wanted) return [];
      const column = this.column(key);
      return [{ codes: column.codes, allow: allowed(column, wanted) }];
    });
    const wanted = chips ? undefined : query.where.get("priority");
    const priority = Uint8Array.from(this.priority(query.whatIf), (p) => (!wanted || wanted.has(priorities[p]!.word) ? p + 1 : 0));
    const open = !query.where.has("status");
    const words = query.q.toLowerCase().split(/\s+/).filter(Boolean);
    const hay = words.length > 0 ? this.search() : [];
    const out = new Uint8Array(n);
    for (let i = 0; i < n; i++) {
      if (open && this.isOpen[i] === 0) continue;
      if (tests.every((t) => t.allow[t.codes[i]!] === 1) && words.every((w) => hay[i]!.includes(w))) out[i] = priority[this.inputs[i]!]!;
    }
    return out;
  }

  /** All findings in the order of a sort, whatever their priority. */
  private order(sort: Sort): Int32Array {
    const known = this.orders.get(sort);
    if (known) return known;
    const { findings: f, assets: a } = this.posture;
    const severity = (x: number, y: number): number => severityOf[this.inputs[x]!]! - severityOf[this.inputs[y]!]!;
    const by: Record<Sort, (x: number, y: number) => number> = {
      urgency: severity, severity,
      where: (x, y) => compare(a.label[f.asset[x]!], a.label[f.asset[y]!]),
      title: (x, y) => compare(f.title[x], f.title[y]),
      newest: (x, y) => compare(f.firstSeen[y], f.firstSeen[x]),
    };
    const made = Int32Array.from({ length: f.length }, (_, i) => i).sort((x, y) => by[sort](x, y) || x - y);
    this.orders.set(sort, made);
    return made;
  }

  /** Grouped by priority always; the sort orders each group. Kept, as scrolling asks again and again. */
  private ordered(query: Query): Int32Array {
    const l = this.last?.query;
    if (this.last && l && l.q === query.q && l.where === query.where && l.sort === query.sort && l.whatIf === query.whatIf) return this.last.rows;
    const match = this.match(query);
    const order = this.order(query.sort);
    const rows = new Int32Array(match.length);
    let n = 0;
    for (let group = 1; group <= priorities.length; group++) for (const i of order) if (match[i] === group) rows[n++] = i;
    this.last = { query, rows: rows.subarray(0, n) };
    return this.last.rows;
  }

  private row(i: number, priority: Uint8Array): Row {
    const f = this.posture.findings;
    const inputs = this.inputs[i]!;
    return {
      id: this.ids[i]!, priority: priority[inputs]!, was: recordedOf[inputs]!, severity: severityOf[inputs]!, title: f.title[i]!,
      where: this.place(f.asset[i]!).label, status: f.status[i]!, inherited: f.inheritedFrom[i]! >= 0,
    };
  }

  private place(asset: number): Place {
    const a = this.posture.assets;
    const uri = a.asset[asset] ?? "";
    return { asset: uri, label: a.label[asset] || uri, kind: a.kind[asset] ?? "", servedAs: a.servedAs[asset] ?? "" };
  }

  async overview(query: Query): Promise<Overview> {
    const { count } = this.posture.findings;
    const all = this.match(query, true);
    const priority = this.priority(query.whatIf);
    const [rows, chips, recorded] = [priorities.map(() => 0), priorities.map(() => 0), priorities.map(() => 0)];
    let moved = 0;
    for (let i = 0; i < all.length; i++) {
      if (all[i] === 0) continue;
      const [p, was] = [all[i]! - 1, recordedOf[this.inputs[i]!]!];
      rows[p]! += 1;
      chips[p]! += count[i]!;
      recorded[was]! += count[i]!;
      if (priority[this.inputs[i]!] !== was) moved += count[i]!;
    }
    const wanted = query.where.get("priority");
    const chosen = (of: readonly number[]): number[] => of.map((n, p) => (!wanted || wanted.has(priorities[p]!.word) ? n : 0));
    const sum = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0);
    const of = this.total(() => true) - (query.where.has("status") ? 0 : this.closed);
    return { shown: sum(chosen(chips)), of, closed: this.closed, groups: chosen(rows), chips, recorded, moved };
  }

  async rows(query: Query, offset: number, limit: number): Promise<readonly Row[]> {
    const priority = this.priority(query.whatIf);
    return Array.from(this.ordered(query).subarray(offset, offset + limit), (i) => this.row(i, priority));
  }

  async shown(state: State, known: string): Promise<Shown> {
    const rows = this.ordered(state);
    const i = state.select === "" ? rows[0] : this.at.get(state.select);
    if (i === undefined) return { id: state.select, index: -1, detail: null };
    const id = this.ids[i]!;
    return { id, index: rows.indexOf(i), detail: id === known ? null : this.detail(i, state.whatIf) };
  }

  async choices(query: Query, key: Key): Promise<readonly Choice[]> {
    const { codes, words } = this.column(key);
    const { count } = this.posture.findings;
    const match = key === "status" ? null : this.match(without(query, key));
    const counts = words.map(() => 0);
    codes.forEach((code, i) => { if (match === null || match[i] !== 0) counts[code]! += count[i]!; });
    return words.map((value, k) => ({ value, count: counts[k]! })).filter((c) => c.value !== "" && c.count > 0).sort((x, y) => y.count - x.count);
  }

  async tiles(query: Query): Promise<readonly Tile[]> {
    const { asset, count } = this.posture.findings;
    const tiles = new Map<number, { count: number; weight: number; worst: number }>();
    this.match(without(query, "model")).forEach((m, i) => {
      if (m === 0) return;
      const t = tiles.get(asset[i]!) ?? { count: 0, weight: 0, worst: 9 };
      t.count += count[i]!;
      t.weight += priorities[m - 1]!.weight * count[i]!;
      t.worst = Math.min(t.worst, severityOf[this.inputs[i]!]!);
      tiles.set(asset[i]!, t);
    });
    return [...tiles].map(([a, t]) => ({ group: this.groups[a] ?? "", ...this.place(a), assets: 1, ...t })).sort((x, y) => y.weight - x.weight);
  }

  async risks(query: Query): Promise<readonly Cell[]> {
    const { findings: f, assets: a } = this.posture;
    const cells = likelihoods.flatMap((_, likely) => impacts.map((_word, impact) => ({ likelihood: likely, impact, count: 0, dots: [] as Dot[] })));
    this.match(without(query, "risk")).forEach((m, i) => {
      if (m === 0) return;
      const cell = cells[riskOf[this.inputs[i]!]!]!;
      cell.count += f.count[i]!;
      if (cell.dots.length < dotsPerCell) cell.dots.push({ id: this.ids[i]!, title: f.title[i]!, where: a.label[f.asset[i]!] ?? "", severity: severityOf[this.inputs[i]!]! });
    });
    return cells;
  }

  detail(i: number, whatIf: WhatIf): Detail {
    const { findings: f, assets: a, rules } = this.posture;
    const asset = f.asset[i]!;
    const served = this.ways.served(asset);
    const from = f.inheritedFrom[i]!;
    const priority = this.priority(whatIf);
    return {
      row: this.row(i, priority), place: this.place(asset), owner: { name: a.owner[asset] ?? "", how: a.ownerHow[asset] ?? "", from: a.ownerFrom[asset] ?? "" }, tier: a.tier[asset] ?? "", because: f.because[i]!,
      confidence: f.confidence[i]!, exploitation: f.exploitation[i]!, exposure: f.exposure[i]!, automatable: f.automatable[i]!,
      impact: f.impact[i]!, evidence: f.evidence[i]!, rule: rules[f.rule[i]!]!, firstSeen: f.firstSeen[i]!, lastSeen: f.lastSeen[i]!,
      inheritedFrom: from >= 0 ? this.place(from) : null,
      path: this.ways.path(asset).map((p) => this.place(p)),
      reaches: served.slice(0, 12).map((p) => this.place(p)), reachesMore: Math.max(0, served.length - 12),
      leaves: leaves(f, i, (k) => priority[this.inputs[k]!]!, (k) => this.isOpen[k] === 1, (p) => this.place(p)),
    };
  }

  async lineage(state: State): Promise<Graph> {
    const i = state.select === "" ? this.ordered(state)[0] : this.at.get(state.select);
    return this.graph(i);
  }

  graph(i: number | undefined): Graph {
    return around(this.posture, this.ways, (k) => severityOf[this.inputs[k]!]!, (p) => this.place(p), i === undefined ? undefined : this.posture.findings.asset[i]);
  }
}

export const riskWord = (risk: number): string =>
  `${likelihoods[Math.floor(risk / impacts.length)]} · ${impacts[risk % impacts.length]}`;
