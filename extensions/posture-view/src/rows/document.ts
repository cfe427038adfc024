// The document behind report.view() (aispm_nb/views/rows_document.py), read with suspicion: shapes are checked once, here.
import { isRaw, list, num, raw, text, texts, type Raw } from "../posture.js";

export type Kind = "number" | "category" | "pixel" | "time";
export interface Column {
  readonly name: string; readonly kind: Kind; readonly offset: number; readonly values: readonly string[];
  /** What its numbers hold that must not be shown; the column then has no data. */
  readonly held: string; readonly data: Float32Array | null;
}
export interface Family { readonly name: string; readonly alerts: number; readonly explains: number; readonly missed: string; readonly scores: Float32Array | null }
export interface Trigger { readonly sentence: string; readonly rows: readonly number[]; readonly columns: readonly number[] }
export interface Trained {
  readonly asset: string; readonly why: string; readonly of: number; readonly served: number;
  readonly versions: readonly { readonly label: string; readonly servedAs: string }[];
}
export interface Images { readonly height: number; readonly width: number; readonly channels: number; readonly fit: number; readonly data: Uint8Array }
export interface Rows {
  readonly name: string; readonly count: number; readonly scored: number; readonly threshold: number; readonly suspicious: number; readonly expected: number;
  /** How many rows are shown; all arrays are as long, most suspicious first. */
  readonly n: number;
  readonly row: readonly number[]; readonly suspicion: Float32Array; readonly threat: Int8Array; readonly why: readonly string[];
  readonly families: readonly Family[]; readonly classes: readonly string[]; readonly labelName: string;
  readonly label: Int32Array | null; readonly likelier: Int32Array | null; readonly target: Float64Array | null;
  readonly features: number; readonly columns: readonly Column[]; readonly texts: readonly { readonly name: string; readonly data: readonly string[] }[];
  readonly projection: { readonly x: Float32Array; readonly y: Float32Array; readonly share: readonly number[]; readonly of: string } | null;
  readonly triggers: readonly Trigger[]; readonly trained: Trained | null; readonly images: Images | null;
  readonly notAssessed: readonly { readonly what: string; readonly why: string }[]; readonly notAssessedOf: number;
}

function bytes(body: string): ArrayBuffer {
  const read = atob(body);
  const out = new Uint8Array(read.length);
  for (let i = 0; i < read.length; i++) out[i] = read.charCodeAt(i);
  return out.buffer;
}

/** An array of exactly `n` values under the name of its type; a missing one is null. */
function array<T extends { readonly length: number }>(x: unknown, kind: string, of: new (from: ArrayBuffer) => T, n: number, what: string): T | null {
  if (x === null || x === undefined) return null;
  const made = new of(bytes(text(raw(x)[kind])));
  if (made.length !== n) throw new Error(`${what} holds ${made.length} values, expected ${n}. Run the cell again.`);
  return made;
}

const kinds: readonly Kind[] = ["number", "category", "pixel", "time"];
function readColumn(x: unknown, n: number): Column {
  const c = raw(x);
  return {
    name: text(c["name"]), kind: kinds.find((k) => k === c["kind"]) ?? "number", offset: num(c["offset"]), values: texts(c["values"]),
    held: text(c["held"]), data: array(c["data"], "f4", Float32Array, n, text(c["name"]).slice(0, 80)),
  };
}

function readTrained(x: unknown): Trained | null {
  if (!isRaw(x)) return null;
  return {
    asset: text(x["asset"]), why: text(x["why"]), of: num(x["of"]), served: num(x["served"]),
    versions: list(x["versions"]).map(raw).map((v) => ({ label: text(v["label"]), servedAs: text(v["served_as"]) })),
  };
}

function readImages(x: unknown): Images | null {
  if (!isRaw(x)) return null;
  const [height, width, channels] = [num(x["height"]), num(x["width"]), num(x["channels"])];
  const data = new Uint8Array(bytes(text(raw(x["data"])["u1"])));
  const size = height * width * channels;
  return size > 0 ? { height, width, channels, data, fit: Math.floor(data.length / size) } : null;
}

const inside = (x: unknown, n: number): readonly number[] => list(x).map(num).filter((i) => Number.isInteger(i) && i >= 0 && i < n);

export function readRows(x: unknown): Rows {
  const d = raw(x);
  if (d["format"] !== "aispm-rows") throw new Error("This is not the document of a report. Run the cell again.");
  if (d["version"] !== 1) throw new Error(`The report's version ${text(d["version"])} is newer than this view (1). Update aispm-nb.`);
  const r = raw(d["rows"]);
  const row = list(r["row"]).map(num);
  const n = row.length;
  const [scores, why, plane] = [raw(r["families"]), raw(r["why"]), d["projection"]];
  const columns = list(d["columns"]).map((c) => readColumn(c, n));
  const named = (f: Raw): Family => ({
    name: text(f["name"]), alerts: num(f["alerts"]), explains: num(f["explains"]), missed: text(f["not_assessed"]),
    scores: array(scores[text(f["name"])], "f4", Float32Array, n, text(f["name"])),
  });
  return {
    name: text(d["name"]), count: num(d["count"]), scored: num(d["scored"]), threshold: num(d["threshold"]), suspicious: num(d["suspicious"]),
    expected: num(d["expected"]), n, row,
    suspicion: array(r["suspicion"], "f4", Float32Array, n, "suspicion") ?? new Float32Array(n),
    threat: array(r["threat"], "i1", Int8Array, n, "threat") ?? new Int8Array(n).fill(-1),
    why: row.map((_, i) => text(why[String(i)])), families: list(d["families"]).map(raw).map(named), classes: texts(d["classes"]), labelName: text(d["label"]),
    label: array(r["label"], "i4", Int32Array, n, "label"), likelier: array(r["likelier"], "i4", Int32Array, n, "likelier"),
    target: array(r["target"], "f8", Float64Array, n, "target"),
    features: num(d["features"]), columns, texts: list(d["texts"]).map(raw).map((t) => ({ name: text(t["name"]), data: texts(t["data"]) })),
    projection: isRaw(plane) ? {
      x: array(plane["x"], "f4", Float32Array, n, "x") ?? new Float32Array(n), y: array(plane["y"], "f4", Float32Array, n, "y") ?? new Float32Array(n),
      share: list(plane["share"]).map(num), of: text(plane["of"]),
    } : null,
    triggers: list(d["triggers"]).map(raw).map((t) => ({ sentence: text(t["sentence"]), rows: inside(t["rows"], n), columns: inside(t["columns"], columns.length) })),
    trained: readTrained(d["trained"]), images: readImages(d["images"]),
    notAssessed: list(d["not_assessed"]).map((p) => { const [what, reason] = texts(p); return { what: what ?? "", why: reason ?? "" }; }),
    notAssessedOf: num(d["not_assessed_of"]),
  };
}
