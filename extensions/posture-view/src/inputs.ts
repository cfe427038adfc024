// All that a priority hangs on, of each finding, as one small number: a what-if is then asked once for each number.
import type { Findings } from "./posture.js";
import { confidences, exploitations, exposures, impacts, likelihood, priorities, priorityRank, rank, severities, severityRank } from "./words.js";
import { asIs, isAsIs, rerank, type Decisions, type Inputs, type WhatIf } from "./whatif.js";

const scales = [priorities.length, severities.length, confidences.length, exploitations.length, exposures.length, 2, impacts.length] as const;
export const kinds = scales.reduce((a, b) => a * b, 1);

export function pack(f: Findings): Uint16Array {
  return Uint16Array.from({ length: f.length }, (_, i) => {
    const at = [
      priorityRank(f.priority[i]!), severityRank(f.severity[i]!), rank(confidences, f.confidence[i]!, confidences.length - 1),
      rank(exploitations, f.exploitation[i]!, 0), rank(exposures, f.exposure[i]!, 0), f.automatable[i] ? 1 : 0, rank(impacts, f.impact[i]!, 0),
    ];
    return at.reduce((packed, value, k) => packed * scales[k]! + value, 0);
  });
}

export function unpack(packed: number): Inputs {
  const at = [0, 0, 0, 0, 0, 0, 0];
  for (let k = scales.length - 1; k >= 0; k--) { at[k] = packed % scales[k]!; packed = Math.floor(packed / scales[k]!); }
  return { priority: at[0]!, severity: at[1]!, confidence: at[2]!, exploitation: at[3]!, exposure: at[4]!, automatable: at[5] === 1, impact: at[6]! };
}

const all: readonly Inputs[] = Array.from({ length: kinds }, (_, p) => unpack(p));
export const severityOf = Uint8Array.from(all, (x) => x.severity);
export const recordedOf = Uint8Array.from(all, (x) => x.priority);
/** The cell of the risk matrix. It stays where it is under a what-if: the matrix shows what is known. */
export const riskOf = Uint8Array.from(all, (x) => likelihood(x.exploitation, x.exposure, x.automatable) * impacts.length + x.impact);

/** Priority under a what-if, by packed inputs. */
export function priorityOf(w: WhatIf, table: Decisions | null): Uint8Array {
  if (table === null || w === asIs || isAsIs(w)) return recordedOf;
  return Uint8Array.from(all, (x) => rerank(x, w, table));
}
