// A source over the whole document in the page: typed columns, one pass a question.
import { around } from "./around.js";
import { Ways } from "./lineage.js";
import type { Posture } from "./posture.js";
import type { Cell, Choice, Detail, Dot, Graph, Overview, Place, Row, Source, Summary, Tile } from "./source.js";
import { keys, without, type Filter, type Key, type Sort } from "./state.js";
import { exposures, exploitations, impacts, kindWord, likelihood, likelihoods, priorities, priorityRank, rank, severityRank } from "./words.js";

const dotsPerCell = 40;
const separator = " @ ";

export class PageSource implements Source {
  readonly summary: Summary;
  private readonly priority: Uint8Array;
  private readonly severity: Uint8Array;
  private readonly risk: Uint8Array;
  private readonly groups: readonly string[];
  private readonly ids: readonly string[];
  private readonly closed: number;
  private readonly at = new Map<string, number>();
  private haystack: readonly string[] | null = null;
  private readonly ways: Ways;
  private last: { filter: Filter; sort: Sort; rows: Int32Array } | null = null;

  constructor(private readonly posture: Posture) {
    const { findings: f, assets: a, rules } = posture;
    this.priority = Uint8Array.from(f.priority, priorityRank);
    this.severity = Uint8Array.from(f.severity, severityRank);
    this.risk = Uint8Array.from({ length: f.length }, (_, i) => {
      const likely = likelihood(rank(exploitations, f.exploitation[i]!, 0), rank(exposures, f.exposure[i]!, 0), f.automatable[i]!);
      return likely * impacts.length + rank(impacts, f.impact[i]!, 0);
    });
    this.ways = new Ways(a, posture.lineage);
    // By model: what a data set spoils is the model that learns from it. What leads to no model stands by its kind.
    this.groups = a.kind.map((kind, i) => this.ways.model(i) || `${kindWord(kind)}s`);
    this.ids = Array.from({ length: f.length }, (_, i) => {
      let id = `${rules[f.rule[i]!]?.rule ?? ""}${separator}${a.asset[f.asset[i]!] ?? ""}`;
      if (this.at.has(id)) id += ` #${i}`;
      this.at.set(id, i);
      return id;
    });
    this.closed = f.status.filter((s) => s === "fixed" || s === "waived").length;
    const titles = new Map(rules.map((r) => [r.rule, r.title]));
    this.summary = { ...posture, findings: f.length, ruleTitle: (rule) => titles.get(rule) || rule };
  }

  /** The value of a key for one finding, in the words of the face. */
  private read(key: Key): (i: number) => string {
    const { findings: f, assets: a, rules } = this.posture;
    switch (key) {
      case "priority": return (i) => priorities[this.priority[i]!]!.word;
      case "severity": return (i) => f.severity[i]!;
      case "threat": return (i) => rules[f.rule[i]!]?.threat ?? "";
      case "kind": return (i) => a.kind[f.asset[i]!] ?? "";
      case "status": return (i) => f.status[i]!;
      case "confidence": return (i) => f.confidence[i]!;
      case "owner": return (i) => a.owner[f.asset[i]!] || "nobody";
      case "rule": return (i) => rules[f.rule[i]!]?.rule ?? "";
      case "model": return (i) => this.groups[f.asset[i]!] ?? "";
      case "asset": return (i) => a.asset[f.asset[i]!] ?? "";
      case "risk": return (i) => riskWord(this.risk[i]!);
    }
  }

  private search(): readonly string[] {
    const { findings: f, assets: a, rules } = this.posture;
    const ruleText = rules.map((r) => `${r.rule} ${r.title} ${r.threat} ${r.techniques.join(" ")}`);
    this.haystack ??= f.title.map((t, i) =>
      `${t} ${a.label[f.asset[i]!]} ${a.asset[f.asset[i]!]} ${ruleText[f.rule[i]!]}`.toLowerCase());
    return this.haystack;
  }

  /** Positions under the filter. What is fixed or waived is out of the queue until asked for. */
  private match(filter: Filter): Int32Array {
    const { status } = this.posture.findings;
    const n = this.posture.findings.length;
    const tests = keys.flatMap((key) => {
      const wanted = filter.where.get(key);
      return wanted ? [{ read: this.read(key), wanted }] : [];
    });
    const open = !filter.where.has("status");
    const words = filter.q.toLowerCase().split(/\s+/).filter(Boolean);
    const hay = words.length > 0 ? this.search() : [];
    const out = new Int32Array(n);
    let found = 0;
    for (let i = 0; i < n; i++) {
      if (open && (status[i] === "fixed" || status[i] === "waived")) continue;
      if (!tests.every((t) => t.wanted.has(t.read(i)))) continue;
      if (!words.every((w) => hay[i]!.includes(w))) continue;
      out[found++] = i;
    }
    return out.subarray(0, found);
  }

  /** Grouped by priority always; the sort orders each group. Kept, as scrolling asks again and again. */
  private ordered(filter: Filter, sort: Sort): Int32Array {
    if (this.last && this.last.filter === filter && this.last.sort === sort) return this.last.rows;
    const { findings: f, assets: a } = this.posture;
    const [p, s] = [this.priority, this.severity];
    const text = (x: string | undefined, y: string | undefined): number => ((x ?? "") < (y ?? "") ? -1 : (x ?? "") > (y ?? "") ? 1 : 0);
    const within: Record<Sort, (x: number, y: number) => number> = {
      urgency: (x, y) => x - y,
      severity: (x, y) => s[x]! - s[y]! || x - y,
      where: (x, y) => text(a.label[f.asset[x]!], a.label[f.asset[y]!]) || x - y,
      title: (x, y) => text(f.title[x], f.title[y]) || x - y,
      newest: (x, y) => text(f.firstSeen[y], f.firstSeen[x]) || x - y,
    };
    const rows = this.match(filter).sort((x, y) => p[x]! - p[y]! || within[sort](x, y));
    this.last = { filter, sort, rows };
    return rows;
  }

  private row(i: number): Row {
    const f = this.posture.findings;
    return {
      id: this.ids[i]!, priority: this.priority[i]!, severity: this.severity[i]!, title: f.title[i]!,
      where: this.place(f.asset[i]!).label, status: f.status[i]!, inherited: f.inheritedFrom[i]! >= 0,
    };
  }

  private place(asset: number): Place {
    const a = this.posture.assets;
    const uri = a.asset[asset] ?? "";
    return { asset: uri, label: a.label[asset] || uri, kind: a.kind[asset] ?? "", servedAs: a.servedAs[asset] ?? "" };
  }

  private tally(rows: Int32Array): number[] {
    const out = priorities.map(() => 0);
    for (const i of rows) out[this.priority[i]!]!++;
    return out;
  }

  async overview(filter: Filter): Promise<Overview> {
    const rows = this.match(filter);
    const all = filter.where.has("priority") ? this.match(without(filter, "priority")) : rows;
    const closed = this.closed;
    return { shown: rows.length, of: this.posture.findings.length - (filter.where.has("status") ? 0 : closed), closed, groups: this.tally(rows), chips: this.tally(all) };
  }

  async rows(filter: Filter, sort: Sort, offset: number, limit: number): Promise<readonly Row[]> {
    return Array.from(this.ordered(filter, sort).subarray(offset, offset + limit), (i) => this.row(i));
  }

  async indexOf(filter: Filter, sort: Sort, id: string): Promise<number> {
    const i = this.at.get(id);
    return i === undefined ? -1 : this.ordered(filter, sort).indexOf(i);
  }

  async choices(filter: Filter, key: Key): Promise<readonly Choice[]> {
    const counts = new Map<string, number>();
    const read = this.read(key);
    const rows = key === "status" ? Int32Array.from(this.ids.keys()) : this.match(without(filter, key));
    for (const i of rows) counts.set(read(i), (counts.get(read(i)) ?? 0) + 1);
    return [...counts].filter(([value]) => value !== "").map(([value, count]) => ({ value, count })).sort((x, y) => y.count - x.count);
  }

  async tiles(filter: Filter): Promise<readonly Tile[]> {
    const tiles = new Map<number, { count: number; weight: number; worst: number }>();
    for (const i of this.match(without(filter, "model"))) {
      const asset = this.posture.findings.asset[i]!;
      const t = tiles.get(asset) ?? { count: 0, weight: 0, worst: 9 };
      t.count += 1;
      t.weight += priorities[this.priority[i]!]!.weight;
      t.worst = Math.min(t.worst, this.severity[i]!);
      tiles.set(asset, t);
    }
    return [...tiles].map(([a, t]) => ({ group: this.groups[a] ?? "", ...this.place(a), ...t })).sort((x, y) => y.weight - x.weight);
  }

  async risks(filter: Filter): Promise<readonly Cell[]> {
    const { findings: f, assets: a } = this.posture;
    const cells = likelihoods.flatMap((_, likely) => impacts.map((_word, impact) => ({ likelihood: likely, impact, count: 0, dots: [] as Dot[] })));
    for (const i of this.match(without(filter, "risk"))) {
      const cell = cells[this.risk[i]!]!;
      cell.count += 1;
      if (cell.dots.length < dotsPerCell) cell.dots.push({ id: this.ids[i]!, title: f.title[i]!, where: a.label[f.asset[i]!] ?? "", severity: this.severity[i]! });
    }
    return cells;
  }

  async detail(id: string): Promise<Detail | null> {
    const i = this.at.get(id);
    if (i === undefined) return null;
    const { findings: f, assets: a, rules } = this.posture;
    const asset = f.asset[i]!;
    const served = this.ways.served(asset);
    const from = f.inheritedFrom[i]!;
    return {
      row: this.row(i), place: this.place(asset), owner: a.owner[asset] ?? "", tier: a.tier[asset] ?? "", because: f.because[i]!,
      confidence: f.confidence[i]!, exploitation: f.exploitation[i]!, exposure: f.exposure[i]!, automatable: f.automatable[i]!,
      impact: f.impact[i]!, evidence: f.evidence[i]!, rule: rules[f.rule[i]!]!, firstSeen: f.firstSeen[i]!, lastSeen: f.lastSeen[i]!,
      inheritedFrom: from >= 0 ? this.place(from) : null,
      path: this.ways.path(asset).map((p) => this.place(p)),
      reaches: served.slice(0, 12).map((p) => this.place(p)), reachesMore: Math.max(0, served.length - 12),
    };
  }

  async lineage(id: string): Promise<Graph> {
    const asset = this.posture.findings.asset[this.at.get(id) ?? 0];
    return around(this.posture, this.ways, this.severity, (p) => this.place(p), asset);
  }
}

export const riskWord = (risk: number): string =>
  `${likelihoods[Math.floor(risk / impacts.length)]} · ${impacts[risk % impacts.length]}`;
