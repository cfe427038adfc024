// What a person has chosen, as one URL-like string that can be kept, shared and typed.
// A kernel reads the same string (aispm_nb/views/queue_state.py), so that a question to it is this and nothing else.
import { asIs, formatWhatIf, parseWhatIf, type WhatIf } from "./whatif.js";

export const keys = ["priority", "severity", "threat", "kind", "status", "confidence", "owner", "rule", "model", "asset", "risk"] as const;
export type Key = (typeof keys)[number];
export const sorts = ["urgency", "severity", "where", "title", "newest"] as const;
export type Sort = (typeof sorts)[number];
export const pictures = ["models", "risk", "lineage", "none"] as const;
export type Picture = (typeof pictures)[number];

export interface Filter {
  readonly q: string;
  /** Values of one key are alternatives; keys narrow one another. */
  readonly where: ReadonlyMap<Key, ReadonlySet<string>>;
}
/** What decides which findings are listed, and in which order. */
export interface Query extends Filter {
  readonly sort: Sort;
  readonly whatIf: WhatIf;
}
export interface State extends Query {
  readonly select: string;
  readonly picture: Picture;
}

export const start: State = { q: "", where: new Map(), sort: "urgency", select: "", picture: "models", whatIf: asIs };

const oneOf = <T extends string>(values: readonly T[], x: string | null, otherwise: T): T =>
  values.find((v) => v === x) ?? otherwise;

export function parse(query: string): State {
  const given = new URLSearchParams(query.replace(/^[#?]/, ""));
  const where = new Map<Key, ReadonlySet<string>>();
  for (const key of keys) {
    const values = given.getAll(key).filter((v) => v !== "");
    if (values.length > 0) where.set(key, new Set(values));
  }
  return {
    q: given.get("q") ?? "", where, select: given.get("select") ?? "",
    whatIf: parseWhatIf(given.getAll("whatif")),
    sort: oneOf(sorts, given.get("sort"), start.sort), picture: oneOf(pictures, given.get("picture"), start.picture),
  };
}

/** The shortest string that parses to the same state: defaults are left out. */
export function format(state: State): string {
  const out = new URLSearchParams();
  for (const key of keys) for (const v of state.where.get(key) ?? []) out.append(key, v);
  if (state.q) out.set("q", state.q);
  for (const w of formatWhatIf(state.whatIf)) out.append("whatif", w);
  if (state.sort !== start.sort) out.set("sort", state.sort);
  if (state.picture !== start.picture) out.set("picture", state.picture);
  if (state.select) out.set("select", state.select);
  return out.toString();
}

/** Add the value to the key, or take it away if it is there. */
export function toggle(state: State, key: Key, value: string): State {
  const values = new Set(state.where.get(key) ?? []);
  if (!values.delete(value)) values.add(value);
  const where = new Map(state.where);
  if (values.size > 0) where.set(key, values);
  else where.delete(key);
  return { ...state, where };
}

/** The same filter without one key: a picture of a key shows all of its values. */
export function without<Q extends Filter>(filter: Q, key: Key): Q {
  const where = new Map(filter.where);
  where.delete(key);
  return { ...filter, where };
}
export const isFiltered = (f: Filter): boolean => f.q !== "" || f.where.size > 0;
