// The posture document (docs/posture-format.md), read with suspicion: shapes are checked once, here.
import { readDecisions, type Decisions } from "./whatif.js";
import { priorities } from "./words.js";

export interface Rule {
  readonly rule: string; readonly title: string; readonly family: string; readonly severity: string;
  readonly confidence: string; readonly threat: string; readonly why: string; readonly fix: string;
  readonly undo: string; readonly cvss: string; readonly techniques: readonly string[]; readonly references: readonly string[];
  readonly frameworks: ReadonlyMap<string, readonly string[]>;
}
export interface Assets {
  readonly length: number; readonly asset: readonly string[]; readonly kind: readonly string[];
  readonly label: readonly string[]; readonly owner: readonly string[]; readonly ownerHow: readonly string[]; readonly ownerFrom: readonly string[]; readonly tier: readonly string[];
  readonly exposure: readonly string[]; readonly impact: readonly string[];
  readonly served: readonly number[]; readonly servedAs: readonly string[];
}
export interface Findings {
  readonly length: number; readonly rule: readonly number[]; readonly asset: readonly number[];
  readonly title: readonly string[]; readonly severity: readonly string[]; readonly confidence: readonly string[];
  readonly priority: readonly string[]; readonly because: readonly string[]; readonly exploitation: readonly string[];
  readonly exposure: readonly string[]; readonly automatable: readonly boolean[]; readonly impact: readonly string[];
  readonly evidence: readonly (readonly unknown[])[]; readonly status: readonly string[];
  readonly firstSeen: readonly string[]; readonly lastSeen: readonly string[]; readonly inheritedFrom: readonly number[];
  /** How many findings a row stands for: one, but where a snapshot had to put findings together. */
  readonly count: readonly number[];
}
export interface Lineage {
  readonly length: number; readonly source: readonly number[]; readonly target: readonly number[]; readonly kind: readonly string[];
}
export interface NotAssessed {
  readonly rule: string; readonly reason: string; readonly assets: number; readonly examples: readonly string[];
}
export interface Control { readonly rule: string; readonly max: number; readonly current: number; readonly healthy: number; readonly unhealthy: number; readonly notAssessed: number }
export interface Moment { readonly finished: string; readonly score: number | null; readonly coverage: number }
/** Days from the first sight of a finding by which it is due, by priority (null: no date), and whose they are. */
export interface Due { readonly days: readonly (number | null)[]; readonly source: string }
export interface Cut { readonly shown: number; readonly of: number }
export interface Posture {
  readonly registry: { readonly name: string; readonly uri: string; readonly source: string; readonly mlflowVersion: string };
  readonly scan: { readonly id: string; readonly finished: string; readonly seconds: number; readonly partial: boolean; readonly notRead: readonly { readonly what: string; readonly why: string }[] };
  readonly score: { readonly score: number | null; readonly coverage: number; readonly assessed: number; readonly notAssessed: number; readonly controls: readonly Control[] };
  readonly trend: readonly Moment[];
  readonly rules: readonly Rule[];
  readonly assets: Assets;
  readonly findings: Findings;
  readonly lineage: Lineage;
  readonly notAssessed: readonly NotAssessed[];
  /** How priorities are decided; null in documents from before it was kept, which then know no what-if. */
  readonly decisions: Decisions | null;
  /** Null in documents from before it was kept. */
  readonly due: Due | null;
  /** Findings that stand for several alike (above the snapshot's size): how many are meant. Null: each row is one finding. */
  readonly aggregated: { readonly findings: number; readonly rows: number } | null;
  readonly truncated: { readonly findings: Cut; readonly assets: Cut; readonly lineage: Cut; readonly notAssessed: Cut };
}

export type Raw = Readonly<Record<string, unknown>>;
export const isRaw = (x: unknown): x is Raw => typeof x === "object" && x !== null && !Array.isArray(x);
export const raw = (x: unknown): Raw => (isRaw(x) ? x : {});
export const list = (x: unknown): readonly unknown[] => (Array.isArray(x) ? x : []);
export const text = (x: unknown): string => (typeof x === "string" ? x : x === null || x === undefined ? "" : String(x));
export const num = (x: unknown): number => (typeof x === "number" && Number.isFinite(x) ? x : 0);
export const numOrNull = (x: unknown): number | null => (typeof x === "number" && Number.isFinite(x) ? x : null);
export const texts = (x: unknown): readonly string[] => list(x).map(text);

/** One table of columns; every column must be as long as the first. */
class Columns {
  readonly length: number;
  constructor(private readonly name: string, private readonly table: Raw, first: string) {
    this.length = list(table[first]).length;
  }
  of<T>(column: string, read: (x: unknown) => T): readonly T[] {
    const values = list(this.table[column]);
    if (values.length !== this.length) {
      throw new Error(`${this.name}.${column} holds ${values.length} values, expected ${this.length}. Export the posture again.`);
    }
    return values.map(read);
  }
  /** Positions in another table; a missing one is -1, one that points nowhere is an error. */
  at(column: string, into: number): readonly number[] {
    return this.of(column, (x) => {
      if (x === null || x === undefined) return -1;
      if (typeof x === "number" && Number.isInteger(x) && x >= 0 && x < into) return x;
      throw new Error(`${this.name}.${column} points at ${text(x)}, outside its table of ${into}. Export the posture again.`);
    });
  }
}

function readRule(x: unknown): Rule {
  const r = raw(x);
  return {
    rule: text(r["rule"]), title: text(r["title"]), family: text(r["family"]), severity: text(r["severity"]),
    confidence: text(r["confidence"]), threat: text(r["threat"]), why: text(r["why"]), fix: text(r["fix"]), undo: text(r["undo"]), cvss: text(r["cvss"]),
    techniques: texts(r["techniques"]), references: texts(r["references"]),
    frameworks: new Map(Object.entries(raw(r["frameworks"])).map(([name, ids]) => [name, texts(ids)])),
  };
}

function readAssets(x: unknown): Assets {
  const c = new Columns("assets", raw(x), "asset");
  const kept = (column: string): readonly string[] => (raw(x)[column] === undefined ? new Array<string>(c.length).fill("") : c.of(column, text));
  return {
    length: c.length, asset: c.of("asset", text), kind: c.of("kind", text), label: c.of("label", text), owner: c.of("owner", text),
    ownerHow: kept("owner_how"), ownerFrom: kept("owner_from"),
    tier: c.of("tier", text), exposure: c.of("exposure", text), impact: c.of("impact", text),
    served: c.of("served", num), servedAs: c.of("served_as", text),
  };
}

function readFindings(x: unknown, rules: number, assets: number): Findings {
  const c = new Columns("findings", raw(x), "rule");
  return {
    length: c.length, rule: c.at("rule", rules), asset: c.at("asset", assets), title: c.of("title", text),
    severity: c.of("severity", text), confidence: c.of("confidence", text), priority: c.of("priority", text),
    because: c.of("priority_because", text), exploitation: c.of("exploitation", text), exposure: c.of("exposure", text),
    automatable: c.of("automatable", (v) => v === true || v === 1), impact: c.of("impact", text), evidence: c.of("evidence", list),
    status: c.of("status", text), firstSeen: c.of("first_seen", text), lastSeen: c.of("last_seen", text),
    inheritedFrom: c.at("inherited_from", assets),
    count: raw(x)["count"] === undefined ? new Array<number>(c.length).fill(1) : c.of("count", num),
  };
}

function readLineage(x: unknown, assets: number): Lineage {
  const c = new Columns("lineage", raw(x), "source");
  return { length: c.length, source: c.at("source", assets), target: c.at("target", assets), kind: c.of("kind", text) };
}

function readTable(x: unknown): Decisions | null {
  if (!isRaw(x)) return null;
  const c = new Columns("decisions", x, "priority");
  const [e, o, a, i, p] = [c.of("exploitation", text), c.of("exposure", text), c.of("automatable", (v) => v === true), c.of("impact", text), c.of("priority", text)];
  return readDecisions(p.map((priority, k) => ({ exploitation: e[k]!, exposure: o[k]!, automatable: a[k]!, impact: i[k]!, priority })));
}

const readDue = (x: unknown): Due | null =>
  isRaw(x) ? { days: priorities.map((p) => numOrNull(x[p.key])), source: text(x["source"]) } : null;

const cut = (x: unknown, otherwise: number): Cut =>
  isRaw(x) ? { shown: num(x["shown"]), of: num(x["of"]) } : { shown: otherwise, of: otherwise };

/** Read a parsed document, or say what is wrong with it and what to do. */
export function readPosture(x: unknown): Posture {
  const d = raw(x);
  if (d["format"] !== "aispm-posture") throw new Error("This is not a posture document. Write one with posture.to_json().");
  if (d["version"] !== 1) throw new Error(`Posture version ${text(d["version"])} is newer than this view (1). Update aispm-nb.`);
  const [registry, scan, score, truncated] = [raw(d["registry"]), raw(d["scan"]), raw(d["score"]), raw(d["truncated"])];
  const rules = list(d["rules"]).map(readRule);
  const assets = readAssets(d["assets"]);
  const findings = readFindings(d["findings"], rules.length, assets.length);
  const lineage = readLineage(d["lineage"], assets.length);
  const notAssessed = list(d["not_assessed"]).map(raw).map((n) => ({
    rule: text(n["rule"]), reason: text(n["reason"]), assets: num(n["assets"]), examples: texts(n["examples"]),
  }));
  return {
    registry: { name: text(registry["name"]), uri: text(registry["uri"]), source: text(registry["source"]), mlflowVersion: text(registry["mlflow_version"]) },
    scan: {
      id: text(scan["id"]), finished: text(scan["finished"]), seconds: num(scan["seconds"]), partial: scan["state"] !== "complete",
      notRead: list(scan["not_read"]).map(raw).map((n) => ({ what: text(n["what"]), why: text(n["why"]) })),
    },
    score: {
      score: numOrNull(score["score"]), coverage: num(score["coverage"]), assessed: num(score["assessed"]), notAssessed: num(score["not_assessed"]),
      controls: list(score["controls"]).map(raw).map((c) => ({
        rule: text(c["rule"]), max: num(c["max"]), current: num(c["current"]), healthy: num(c["healthy"]), unhealthy: num(c["unhealthy"]), notAssessed: num(c["not_assessed"]),
      })),
    },
    trend: list(d["trend"]).map(raw).map((t) => ({ finished: text(t["finished"]), score: numOrNull(t["score"]), coverage: num(t["coverage"]) })),
    rules, assets, findings, lineage, notAssessed, decisions: readTable(d["decisions"]), due: readDue(d["due"]),
    aggregated: isRaw(d["aggregated"]) ? { findings: num(d["aggregated"]["findings"]), rows: num(d["aggregated"]["rows"]) } : null,
    truncated: {
      findings: cut(truncated["findings"], findings.length), assets: cut(truncated["assets"], assets.length),
      lineage: cut(truncated["lineage"], lineage.length), notAssessed: cut(truncated["not_assessed"], notAssessed.length),
    },
  };
}
