// A family has a shape, a word and a colour, the same in the picture, the chips and the table.
import { el, svg } from "../dom.js";
import type { Theme } from "../host.js";

export interface Mark { readonly name: string; readonly path: string; readonly light: string; readonly dark: string }
const marks: readonly Mark[] = [
  { name: "label", path: "M6 .8 11.6 10.8H.4z", light: "#0a62ad", dark: "#6cb6f5" },
  { name: "backdoor", path: "M6 .2 11.8 6 6 11.8.2 6z", light: "#b5390a", dark: "#ff8f61" },
  { name: "outlier", path: "M6 1a5 5 0 1 0 0 10 5 5 0 1 0 0-10z", light: "#8a3a84", dark: "#e39bdd" },
  { name: "duplicate", path: "M1.4 1.4h9.2v9.2H1.4z", light: "#0b735a", dark: "#52cfae" },
];
const other: Mark = { name: "", path: "M6 3.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 1 0 0-4.8z", light: "#6a7078", dark: "#98a0a8" };

/** By name: an unknown family is drawn as no family is, with its word. */
export const markOf = (name: string | undefined): Mark => marks.find((m) => m.name === name) ?? other;
export const colourOf = (mark: Mark, theme: Theme): string => (theme === "dark" ? mark.dark : mark.light);

/** A small picture of the mark, for words to stand beside. */
export function familyMark(name: string | undefined): HTMLElement {
  const mark = markOf(name);
  const node = el("span", { class: `mark family-${mark.name || "none"}`, aria: { hidden: true } });
  node.append(svg("svg", { viewBox: "0 0 12 12", width: 11, height: 11, fill: "currentColor" }, svg("path", { d: mark.path })));
  return node;
}
