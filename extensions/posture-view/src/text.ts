// Every string may come from a registry. The DOM binds it (textContent); these make it honest to read.

import { count, measure, t } from "./say.js";

// Control characters, direction overrides, zero-width and tag characters: shown as escapes, never obeyed.
const hidden =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/gu;

const escaped = (c: string): string => {
  const hex = (c.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, "0")}`;
};

/** Readable text of bounded length; a cut says how much there was. */
export function plain(text: string, most = 400): string {
  const cut = text.length > most ? `${text.slice(0, most)}… (${count(text.length)} characters)` : text;
  return cut.replace(hidden, escaped);
}

/** One short line: for rows, labels and names. */
export function line(text: string, most = 160): string {
  const cut = text.length > most ? `${text.slice(0, most - 1)}…` : text;
  return cut.replace(/[\t\n\r]+/g, " ").replace(hidden, escaped);
}

/** Any evidence value as text. */
export function value(x: unknown): string {
  if (x === null || x === undefined) return "–";
  if (typeof x === "number") return measure(x);
  if (typeof x === "boolean") return t(x ? "yes" : "no");
  if (typeof x === "string") return x;
  if (!Array.isArray(x) || x.some((each) => typeof each === "object" && each !== null)) return JSON.stringify(x);
  return x.map((each) => (typeof each === "number" ? String(each) : value(each))).join(", "); // 1,191 would read as two
}
