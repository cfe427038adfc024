// What if: the decision's own inputs changed for all findings at once, and asked of the decision table again.
// It never changes the posture. `aispm_nb/views/queue_whatif.py` answers the same for a kernel; golden tests hold both to it.
import { confidences, exploitations, exposures, impacts, priorityRank, rank, severities } from "./words.js";

export interface WhatIf {
  /** Steps up (worse) or down the scale, clamped to it. */
  readonly exposure: number; readonly impact: number;
  /** As if it were being exploited now, whatever is known. */
  readonly exploited: boolean;
  /** What is milder, or less sure, sinks to *later*; the last of the scale lets all through. */
  readonly severity: number; readonly confidence: number;
}
export const asIs: WhatIf = { exposure: 0, impact: 0, exploited: false, severity: severities.length - 1, confidence: confidences.length - 1 };
export const steps = { exposure: exposures.length - 1, impact: impacts.length - 1 } as const;

export const isAsIs = (w: WhatIf): boolean => formatWhatIf(w).length === 0;

/** As in the board's state: `whatif=exposure.1`, one for each thing changed. */
export function formatWhatIf(w: WhatIf): readonly string[] {
  return [
    w.exposure !== 0 && `exposure.${w.exposure}`, w.impact !== 0 && `impact.${w.impact}`, w.exploited && "exploited",
    w.severity !== asIs.severity && `severity.${severities[w.severity]?.key}`,
    w.confidence !== asIs.confidence && `confidence.${confidences[w.confidence]}`,
  ].filter((x) => x !== false);
}

export function parseWhatIf(given: readonly string[]): WhatIf {
  const of = (name: string): string | undefined => given.find((g) => g.startsWith(`${name}.`))?.slice(name.length + 1);
  const step = (name: "exposure" | "impact"): number => {
    const n = /^-?\d{1,2}$/.test(of(name) ?? "") ? Number(of(name)) : 0;
    return Math.max(-steps[name], Math.min(steps[name], n)) || 0;
  };
  return {
    exposure: step("exposure"), impact: step("impact"), exploited: given.includes("exploited"),
    severity: rank(severities.map((s) => s.key), of("severity") ?? "", asIs.severity),
    confidence: rank(confidences, of("confidence") ?? "", asIs.confidence),
  };
}

export interface Inputs {
  readonly priority: number; readonly severity: number; readonly confidence: number;
  readonly exploitation: number; readonly exposure: number; readonly automatable: boolean; readonly impact: number;
}
/** Priority for every answer to the four questions, by `spot`; read from the posture document. */
export type Decisions = Uint8Array;
const spot = (exploitation: number, exposure: number, automatable: boolean, impact: number): number =>
  ((exploitation * exposures.length + exposure) * 2 + (automatable ? 1 : 0)) * impacts.length + impact;

export function readDecisions(rows: readonly { readonly exploitation: string; readonly exposure: string; readonly automatable: boolean; readonly impact: string; readonly priority: string }[]): Decisions | null {
  const table = new Uint8Array(exploitations.length * exposures.length * 2 * impacts.length).fill(255);
  for (const r of rows) {
    const at = [rank(exploitations, r.exploitation, -1), rank(exposures, r.exposure, -1), rank(impacts, r.impact, -1)] as const;
    if (at.every((i) => i >= 0)) table[spot(at[0], at[1], r.automatable, at[2])] = priorityRank(r.priority);
  }
  return table.includes(255) ? null : table; // a table with gaps answers nothing
}

const clamp = (n: number, most: number): number => Math.max(0, Math.min(most, n));

/** The inputs as they would be; those of the decision alone. */
export const supposed = (x: Inputs, w: WhatIf): { exploitation: number; exposure: number; impact: number } => ({
  exploitation: w.exploited ? exploitations.length - 1 : x.exploitation,
  exposure: clamp(x.exposure + w.exposure, steps.exposure), impact: clamp(x.impact + w.impact, steps.impact),
});

/** Where a finding would stand. One whose inputs stay as they are keeps the priority it was given. */
export function rerank(x: Inputs, w: WhatIf, table: Decisions): number {
  if (x.severity > w.severity || x.confidence > w.confidence) return priorityRank("defer");
  const s = supposed(x, w);
  const same = s.exploitation === x.exploitation && s.exposure === x.exposure && s.impact === x.impact;
  return same ? x.priority : table[spot(s.exploitation, s.exposure, x.automatable, s.impact)] ?? x.priority;
}
