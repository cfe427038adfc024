// The vocabulary of the face: one file of words, shapes and colours that Python reads too.
import { t } from "./say.js";
import words from "./words.json";

export const priorities = words.priorities;
export const severities = words.severities;
export const confidences = words.confidences;
export const exploitations = words.exploitations;
export const exposures = words.exposures;
export const impacts = words.impacts;
export const likelihoods = words.likelihoods;
export const dues = words.dues;
const undos: Readonly<Record<string, string>> = words.undos;
export const undoWords = (undo: string): string => (Object.hasOwn(undos, undo) && undos[undo]) || "The rule does not say whether its fix can be undone.";

const kinds: Readonly<Record<string, string>> = words.kinds;
/** A kind's name in the code's own language: what a kept state says. */
export const kindName = (kind: string): string => (Object.hasOwn(kinds, kind) && kinds[kind]) || kind.replaceAll("_", " ") || "other";
export const kindWord = (kind: string): string => (Object.hasOwn(kinds, kind) ? t(kindName(kind)) : kindName(kind));

/** Position in a scale, worst-known last or first as the scale is written; unknown words go to `otherwise`. */
export const rank = (scale: readonly string[], word: string, otherwise: number): number => {
  const at = scale.indexOf(word);
  return at < 0 ? otherwise : at;
};

const priorityKeys = priorities.map((p) => p.key);
const severityKeys = severities.map((s) => s.key);
export const priorityRank = (key: string): number => rank(priorityKeys, key, priorityKeys.length - 1);
export const severityRank = (key: string): number => rank(severityKeys, key, severityKeys.length - 1);

/**
 * Likelihood in words, from the decision's own inputs, so that the picture never argues with the queue.
 * Monotone: a worse input never gives a milder word.
 */
export function likelihood(exploitation: number, exposure: number, automatable: boolean): number {
  if (exploitation === 2) return 3;
  const points = exploitation + exposure + (automatable ? 1 : 0);
  return points <= 1 ? 0 : points === 2 ? 1 : 2;
}
