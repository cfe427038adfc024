// What the board asks of whoever holds the findings: a page with the whole document, or a kernel with a million rows.
import type { Key, Query, State } from "./state.js";
import type { Decisions } from "./whatif.js";
import type { Posture, Rule } from "./posture.js";

/** What is known without asking: all of the document but its long tables. */
export type Summary = Pick<Posture, "registry" | "scan" | "score" | "trend" | "due" | "notAssessed" | "truncated" | "aggregated"> & {
  readonly findings: number; readonly ruleTitle: (rule: string) => string; readonly decisions: Decisions | null;
};
export interface Row {
  /** Rule and asset, stable between scans: what a selection is kept by. */
  readonly id: string;
  readonly priority: number;
  /** The priority it was given: another one than `priority` while a what-if moves it. */
  readonly was: number;
  readonly severity: number;
  readonly title: string; readonly where: string; readonly status: string; readonly inherited: boolean;
}
export interface Overview {
  /** `of` what is open, unless a status was asked for; `closed` are fixed or waived. */
  readonly shown: number; readonly of: number; readonly closed: number;
  /** Under the filter, and under the filter without its own priority: what the groups hold, what the chips say. */
  readonly groups: readonly number[]; readonly chips: readonly number[];
  /** The chips as they are in the posture, and how many findings a what-if moves: the same and none without one. */
  readonly recorded: readonly number[]; readonly moved: number;
}
export interface Choice { readonly value: string; readonly count: number }
/** Findings of one asset, or of several (`assets`) where there is no room for each, in a group of the picture "by model". */
export interface Tile { readonly group: string; readonly asset: string; readonly assets: number; readonly label: string; readonly count: number; readonly weight: number; readonly worst: number }
export interface Dot { readonly id: string; readonly title: string; readonly where: string; readonly severity: number }
export interface Cell { readonly likelihood: number; readonly impact: number; readonly count: number; readonly dots: readonly Dot[] }
export interface Place { readonly asset: string; readonly label: string; readonly kind: string; readonly servedAs: string }
export interface Node extends Place { readonly worst: number; readonly findings: number; readonly strong: boolean }
export interface Edge { readonly from: number; readonly to: number; readonly strong: boolean }
export interface Graph { readonly focus: string; readonly nodes: readonly Node[]; readonly edges: readonly Edge[]; readonly of: number }
/** Who answers for an asset, how that is known (docs/posture-format.md), and from which asset. */
export interface Owner { readonly name: string; readonly how: string; readonly from: string }
export interface Detail {
  readonly row: Row; readonly place: Place; readonly owner: Owner; readonly tier: string; readonly because: string;
  readonly confidence: string; readonly exploitation: string; readonly exposure: string; readonly automatable: boolean; readonly impact: string;
  readonly evidence: readonly unknown[]; readonly rule: Rule; readonly firstSeen: string; readonly lastSeen: string;
  readonly inheritedFrom: Place | null; readonly path: readonly Place[]; readonly reaches: readonly Place[]; readonly reachesMore: number;
  readonly leaves: Leaves;
}
/** What goes when the rule no longer fails for the asset it fails for: that finding, and those inherited from it. */
export interface Leaves {
  /** Where it has to be fixed: another asset than the finding's own when that one only inherits it. */
  readonly at: Place;
  readonly findings: number;
  /** By priority, before and after. */
  readonly before: readonly number[]; readonly after: readonly number[];
  /** The first of those that leave *now*, and what had a finding in *now* and then has none. */
  readonly now: readonly Place[]; readonly cleared: readonly Place[]; readonly clearedMore: number;
}
/** The finding that is shown: the selected one, or the first of the queue while none is. */
export interface Shown { readonly id: string; readonly index: number; readonly detail: Detail | null }

/** Questions of one turn may travel together: ask them before awaiting the first. */
export interface Source {
  readonly summary: Summary;
  overview(query: Query): Promise<Overview>;
  rows(query: Query, offset: number, limit: number): Promise<readonly Row[]>;
  /** `known` is the id whose detail is on the page already: it need not come again. */
  shown(state: State, known: string): Promise<Shown>;
  choices(query: Query, key: Key): Promise<readonly Choice[]>;
  tiles(query: Query): Promise<readonly Tile[]>;
  risks(query: Query): Promise<readonly Cell[]>;
  lineage(state: State): Promise<Graph>;
}
