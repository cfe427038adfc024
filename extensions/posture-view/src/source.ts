// What the board asks of whoever holds the findings: a page with the whole document, or a kernel with a million rows.
import type { Filter, Key, Sort } from "./state.js";
import type { Posture, Rule } from "./posture.js";

/** What is known without asking: all of the document but its long tables. */
export type Summary = Pick<Posture, "registry" | "scan" | "score" | "trend" | "notAssessed" | "truncated"> & {
  readonly findings: number; readonly ruleTitle: (rule: string) => string;
};
export interface Row {
  /** Rule and asset, stable between scans: what a selection is kept by. */
  readonly id: string;
  readonly priority: number; readonly severity: number;
  readonly title: string; readonly where: string; readonly status: string; readonly inherited: boolean;
}
export interface Overview {
  /** `of` what is open, unless a status was asked for; `closed` are fixed or waived. */
  readonly shown: number; readonly of: number; readonly closed: number;
  /** Under the filter, and under the filter without its own priority: what the groups hold, what the chips say. */
  readonly groups: readonly number[]; readonly chips: readonly number[];
}
export interface Choice { readonly value: string; readonly count: number }
/** Findings of one asset, weighed by priority, in a group of the picture "by model". */
export interface Tile { readonly group: string; readonly asset: string; readonly label: string; readonly count: number; readonly weight: number; readonly worst: number }
export interface Dot { readonly id: string; readonly title: string; readonly where: string; readonly severity: number }
export interface Cell { readonly likelihood: number; readonly impact: number; readonly count: number; readonly dots: readonly Dot[] }
export interface Place { readonly asset: string; readonly label: string; readonly kind: string; readonly servedAs: string }
export interface Node extends Place { readonly worst: number; readonly findings: number; readonly strong: boolean }
export interface Edge { readonly from: number; readonly to: number; readonly strong: boolean }
export interface Graph { readonly nodes: readonly Node[]; readonly edges: readonly Edge[]; readonly of: number }
export interface Detail {
  readonly row: Row; readonly place: Place; readonly owner: string; readonly tier: string; readonly because: string;
  readonly confidence: string; readonly exploitation: string; readonly exposure: string; readonly automatable: boolean; readonly impact: string;
  readonly evidence: readonly unknown[]; readonly rule: Rule; readonly firstSeen: string; readonly lastSeen: string;
  readonly inheritedFrom: Place | null; readonly path: readonly Place[]; readonly reaches: readonly Place[]; readonly reachesMore: number;
}
export interface Source {
  readonly summary: Summary;
  overview(filter: Filter): Promise<Overview>;
  rows(filter: Filter, sort: Sort, offset: number, limit: number): Promise<readonly Row[]>;
  /** Where a finding stands in the queue, or -1. */
  indexOf(filter: Filter, sort: Sort, id: string): Promise<number>;
  detail(id: string): Promise<Detail | null>;
  choices(filter: Filter, key: Key): Promise<readonly Choice[]>;
  tiles(filter: Filter): Promise<readonly Tile[]>;
  risks(filter: Filter): Promise<readonly Cell[]>;
  lineage(id: string): Promise<Graph>;
}
