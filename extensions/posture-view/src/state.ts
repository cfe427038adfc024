// What a person has chosen, as one URL-like string that can be kept, shared and typed.

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
export interface State extends Filter {
  readonly sort: Sort;
  readonly select: string;
  readonly picture: Picture;
}

export const start: State = { q: "", where: new Map(), sort: "urgency", select: "", picture: "models" };

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
    sort: oneOf(sorts, given.get("sort"), start.sort), picture: oneOf(pictures, given.get("picture"), start.picture),
  };
}

/** The shortest string that parses to the same state: defaults are left out. */
export function format(state: State): string {
  const out = new URLSearchParams();
  for (const key of keys) for (const v of state.where.get(key) ?? []) out.append(key, v);
  if (state.q) out.set("q", state.q);
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
export function without(filter: Filter, key: Key): Filter {
  const where = new Map(filter.where);
  where.delete(key);
  return { q: filter.q, where };
}
export const isFiltered = (f: Filter): boolean => f.q !== "" || f.where.size > 0;
