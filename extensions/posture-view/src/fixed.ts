// What if I fix this: what leaves the queue, and what it lets go of.
import { section, type Acts } from "./detail.js";
import { button, el, type Child } from "./dom.js";
import { count, t } from "./say.js";
import type { Detail, Place } from "./source.js";
import { line } from "./text.js";
import { priorities } from "./words.js";

const names = (places: readonly Place[], acts: Acts): Child[] =>
  places.flatMap((p, i) => [i > 0 && ", ", button("link", `${line(p.label, 40)}${p.servedAs ? ` ${line(p.servedAs, 40)}` : ""}`, () => acts.lookAt(p))]);

export function fixed(d: Detail, acts: Acts): HTMLElement | null {
  const l = d.leaves;
  if (l.findings === 0) return null; // fixed or waived already
  const leaves = (l.before[0] ?? 0) - (l.after[0] ?? 0);
  const others = priorities.flatMap((p, i) => (i > 0 && l.before[i] !== l.after[i] ? [`${count((l.before[i] ?? 0) - (l.after[i] ?? 0))} ${t(p.word)}`] : []));
  const elsewhere = l.at.asset !== d.place.asset;
  return section(t("If this is fixed"), el("div", { class: "leaves" },
    elsewhere && el("p", {}, t("It comes from "), button("link", line(l.at.label, 60), () => acts.lookAt(l.at)), t(" and is fixed there.")),
    el("p", {}, el("b", {}, t(leaves === 1 ? "{n} leaves now" : "{n} leave now", { n: leaves })), ` (${count(l.before[0] ?? 0)} → ${count(l.after[0] ?? 0)})`,
      others.length > 0 && t("; also {others}", { others: others.join(", ") }), ". ",
      l.findings > 1 ? t("{n} in all: where it starts, and what inherits it.", { n: l.findings }) : t("Nothing else inherits it.")),
    l.cleared.length > 0 && el("p", {}, t("Nothing is left in now for "), ...names(l.cleared, acts), l.clearedMore > 0 && t(" and {n} more", { n: l.clearedMore }), "."),
    l.cleared.length === 0 && l.now.length > 0 && el("p", {}, ...names(l.now, acts), t(l.now.length === 1 ? " still has other findings in now." : " still have other findings in now."))));
}
