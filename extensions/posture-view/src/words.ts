// The vocabulary of the face: one file of words, shapes and colours that Python reads too.
import words from "./words.json";

export const priorities = words.priorities;
export const severities = words.severities;
export const confidences = words.confidences;
export const exploitations = words.exploitations;
export const exposures = words.exposures;
export const impacts = words.impacts;
export const likelihoods = words.likelihoods;

const kinds: Readonly<Record<string, string>> = words.kinds;
export const kindWord = (kind: string): string => (Object.hasOwn(kinds, kind) && kinds[kind]) || kind.replaceAll("_", " ") || "other";

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

const number = new Intl.NumberFormat("en");
export const count = (n: number): string => number.format(n);
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;
export const percent = (share: number): string => `${Math.floor(share * 100 + 1e-9)} %`;

/** A moment as people say it; what is not a date is shown as it came. */
export function moment(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return at.toLocaleString("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
}

export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(0, Math.round(seconds * 10) / 10)} s`;
  return `${Math.round(seconds / 60)} min`;
}
