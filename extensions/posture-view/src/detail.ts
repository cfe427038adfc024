// This one: is it real, what does it reach, what do I do?
import { button, el, isolate, type Child } from "./dom.js";
import { evidence } from "./evidence.js";
import { fixed } from "./fixed.js";
import { severityMark } from "./mark.js";
import { owned } from "./owned.js";
import { moment, plural, t } from "./say.js";
import type { Detail, Place, Summary } from "./source.js";
import { line, plain } from "./text.js";
import { confidences, exploitations, exposures, impacts, kindWord, priorities, rank, severities, undoWords } from "./words.js";
import { isAsIs, supposed, type WhatIf } from "./whatif.js";

export type Input = "exploitation" | "exposure" | "impact";
export interface Acts {
  readonly close: () => void;
  readonly lookAt: (place: Place) => void;
  readonly showLineage: () => void;
  /** The what-if at one of its inputs; none where the document knows no decisions. */
  readonly suppose: ((input: Input) => void) | null;
}

export const section = (title: string, ...children: readonly Child[]): HTMLElement =>
  el("section", { class: "part" }, el("h3", {}, title), ...children);

async function copy(text: string, from: HTMLButtonElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No clipboard in this page (an embedded frame): the old way.
    const area = el("textarea", { class: "hidden" });
    area.value = text;
    from.after(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const words = from.textContent;
  from.textContent = t("Copied");
  setTimeout(() => { from.textContent = words; }, 1500);
}

function way(d: Detail, acts: Acts): HTMLElement {
  const step = (p: Place, i: number): Child[] => [
    i > 0 && el("span", { class: "arrow", aria: { hidden: true } }, "▸"),
    el("button", { class: p.asset === d.place.asset ? "step here" : "step", type: "button", title: `${kindWord(p.kind)} · ${plain(p.asset, 300)}`,
      on: { click: () => acts.lookAt(p) } }, isolate("bdi", line(p.label, 40)), p.servedAs && el("span", { class: "served" }, ` ${line(p.servedAs, 60)}`)),
  ];
  const steps = d.path.length > 8 ? [...d.path.slice(0, 4), ...d.path.slice(-3)] : d.path;
  return el("div", { class: "way" }, ...steps.flatMap(step));
}

/** Where what is wrong here arrives: versions and their aliases, named. */
export function reachWords(d: Detail): string {
  const others = d.reaches.filter((p) => p.asset !== d.place.asset);
  const n = others.length + d.reachesMore;
  const names = others.map((p) => `${line(p.label, 40)}${p.servedAs ? ` (${line(p.servedAs, 40)})` : ""}`).join(", ");
  if (n === 0) return d.place.servedAs ? t("Served itself, as {name}.", { name: line(d.place.servedAs) }) : t("Reaches nothing that is served, as far as the lineage was recorded.");
  return t("Reaches {n}: {names}.", { n: plural(n, "served version"), names: d.reachesMore > 0 ? t("{names} and {n} more", { names, n: d.reachesMore }) : names });
}

const reaches = (d: Detail, acts: Acts): HTMLElement =>
  section(t("Reaches"), way(d, acts), el("p", {}, isolate("bdi", reachWords(d)), " ", d.path.length > 1 && button("link", t("Show in lineage"), acts.showLineage)));

function decision(d: Detail, whatIf: WhatIf, acts: Acts): HTMLElement {
  const inputs = { priority: d.row.was, severity: d.row.severity, confidence: rank(confidences, d.confidence, 2), exploitation: rank(exploitations, d.exploitation, 0), exposure: rank(exposures, d.exposure, 0), automatable: d.automatable, impact: rank(impacts, d.impact, 0) };
  const would = supposed(inputs, whatIf);
  // Who disagrees with an answer changes it, and sees what moves.
  const disagree = (name: Input): Child => acts.suppose && button("link disagree", t("change it"), () => acts.suppose?.(name), { label: t("change it: suppose another {input}", { input: t(name) }) });
  const input = (name: string, known: string, then: string, other?: Input): HTMLElement =>
    el("div", {}, el("dt", {}, t(name), other && " ", other && disagree(other)), el("dd", {}, isolate("bdi", line(t(known)) || "–"), then !== known && el("span", { class: "then" }, ` → ${t(then)}`)));
  const [p, was] = [priorities[d.row.priority], priorities[d.row.was]];
  const same = isAsIs(whatIf);
  return section(t("How it was decided"),
    el("dl", { class: "decision" },
      input("exploitation", d.exploitation, same ? d.exploitation : exploitations[would.exploitation] ?? "", "exploitation"), input("exposure", d.exposure, same ? d.exposure : exposures[would.exposure] ?? "", "exposure"),
      input("automatable", d.automatable ? "yes" : "no", d.automatable ? "yes" : "no"), input("impact", d.impact, same ? d.impact : impacts[would.impact] ?? "", "impact"),
      el("div", { class: "outcome" }, el("dt", {}, t("so, in SSVC")), el("dd", {}, p?.key === p?.word ? t(p?.word ?? "") : `${p?.key} (${t(p?.word ?? "")})`,
        was !== p && el("span", { class: "then" }, ` ${t("in the posture: {word}", { word: t(was?.word ?? "") })}`)))));
}

function reference(url: string): HTMLElement {
  const shown = isolate("bdi", line(url, 120));
  if (!/^https?:\/\//i.test(url)) return shown;
  const a = el("a", { class: "reference", href: url }, shown);
  a.rel = "noreferrer noopener";
  a.target = "_blank";
  return a;
}

function sources(d: Detail): HTMLElement | null {
  const { rule } = d;
  const frameworks = [...rule.frameworks].map(([name, ids]) => el("li", {}, isolate("bdi", line(name)), ": ", isolate("mono", line(ids.join(", "), 200))));
  return el("details", { class: "part" }, el("summary", {}, t("Rule, techniques, frameworks")),
    el("p", {}, t("Rule "), isolate("mono", line(rule.rule)), t(", threat "), isolate("bdi", line(rule.threat)), rule.cvss && ", CVSS ", rule.cvss && isolate("mono", line(rule.cvss, 120))),
    rule.techniques.length > 0 && el("p", {}, t("Evidence of "), isolate("mono", line(rule.techniques.join(", "), 300))),
    frameworks.length > 0 && el("ul", {}, ...frameworks),
    rule.references.length > 0 && el("ul", { class: "references" }, ...rule.references.slice(0, 20).map((r) => el("li", {}, reference(r)))));
}

function fixPart(d: Detail): HTMLElement | null {
  const { fix } = d.rule;
  if (fix === "") return null;
  const copyButton = button("small", t("Copy"), () => void copy(fix, copyButton), { label: t("copy the fix") });
  return section(t("Fix"), el("div", { class: "fix", tabindex: -1 }, isolate("bdi", plain(fix, 3000)), copyButton),
    el("p", { class: "undo" }, t(undoWords(d.rule.undo)), el("span", { class: "faint" }, ` ${t("Done by hand: this view changes nothing.")}`)));
}

export function detail(d: Detail, summary: Summary, whatIf: WhatIf, acts: Acts): readonly HTMLElement[] {
  const severity = severities[d.row.severity]?.key ?? d.row.status;
  const decided = decision(d, whatIf, acts);
  decided.tabIndex = -1;
  const facts = evidence(d.evidence, d.place.kind === "dataset" ? { label: d.place.label, trainedOn: reachWords(d) } : null);
  return [
    el("div", { class: "top" },
      button("small back", t("← Queue"), acts.close),
      el("span", { class: `badge severity-${severity}` }, severityMark(d.row.severity), t(severity)),
      el("span", { class: "faint" }, t("{word} confidence", { word: t(d.confidence) })),
      d.row.status !== "open" && el("span", { class: "status" }, line(t(d.row.status)))),
    el("h2", { tabindex: -1 }, isolate("bdi", plain(d.row.title, 300))),
    el("p", { class: "faint place" }, `${kindWord(d.place.kind)} · `, isolate("mono", line(d.place.asset || d.place.label, 200)),
      d.inheritedFrom !== null && el("span", {}, ` · ${t("inherited from")} `, button("link", line(d.inheritedFrom.label, 60), () => d.inheritedFrom && acts.lookAt(d.inheritedFrom)))),
    el("p", { class: `because priority-${d.row.was}` }, isolate("bdi", plain(d.because, 600)), " ",
      button("link", t("How it was decided"), () => { decided.scrollIntoView({ block: "nearest" }); decided.focus({ preventScroll: true }); })),
    section(t("Evidence"), ...(facts.length > 0 ? facts : [el("p", { class: "faint" }, t("No evidence was kept with this finding."))])),
    reaches(d, acts),
    fixPart(d),
    fixed(d, acts),
    owned(d, summary),
    d.rule.why !== "" && section(t("Why it matters"), el("p", {}, isolate("bdi", plain(d.rule.why, 2000)))),
    decided,
    sources(d),
    el("p", { class: "faint seen" }, t("First seen {first}, last seen {last}", { first: moment(d.firstSeen) || "–", last: moment(d.lastSeen) || "–" })),
  ].filter((n): n is HTMLElement => n instanceof HTMLElement);
}
