// This one: is it real, what does it reach, what do I do?
import { button, el, isolate, type Child } from "./dom.js";
import { evidence } from "./evidence.js";
import { severityMark } from "./mark.js";
import type { Detail, Place } from "./source.js";
import { line, plain } from "./text.js";
import { kindWord, moment, plural, priorities, severities } from "./words.js";

export interface Acts {
  readonly close: () => void;
  readonly lookAt: (place: Place) => void;
  readonly showLineage: () => void;
}

const section = (title: string, ...children: readonly Child[]): HTMLElement =>
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
  from.textContent = "Copied";
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

function reaches(d: Detail, acts: Acts): HTMLElement {
  const others = d.reaches.filter((p) => p.asset !== d.place.asset);
  const n = others.length + d.reachesMore;
  const names = others.map((p) => `${line(p.label, 40)}${p.servedAs ? ` (${line(p.servedAs, 40)})` : ""}`).join(", ");
  const words = n > 0
    ? `Reaches ${plural(n, "served version")}: ${names}${d.reachesMore > 0 ? ` and ${d.reachesMore} more` : ""}.`
    : d.place.servedAs ? `Served itself, as ${line(d.place.servedAs)}.` : "Reaches nothing that is served, as far as the lineage was recorded.";
  return section("Reaches", way(d, acts), el("p", {}, isolate("bdi", words), " ", d.path.length > 1 && button("link", "Show in lineage", acts.showLineage)));
}

function decision(d: Detail): HTMLElement {
  const p = priorities[d.row.priority];
  const inputs: readonly (readonly [string, string])[] = [
    ["exploitation", d.exploitation], ["exposure", d.exposure], ["automatable", d.automatable ? "yes" : "no"], ["impact", d.impact],
  ];
  return section("How it was decided",
    el("dl", { class: "decision" }, ...inputs.flatMap(([k, v]) => [el("div", {}, el("dt", {}, k), el("dd", {}, line(v) || "–"))]),
      el("div", { class: "outcome" }, el("dt", {}, "so, in SSVC"), el("dd", {}, p?.key === p?.word ? p?.word ?? "" : `${p?.key} (${p?.word})`))));
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
  return el("details", { class: "part" }, el("summary", {}, "Rule, techniques, frameworks"),
    el("p", {}, "Rule ", isolate("mono", line(rule.rule)), ", threat ", isolate("bdi", line(rule.threat)), rule.cvss && ", CVSS ", rule.cvss && isolate("mono", line(rule.cvss, 120))),
    rule.techniques.length > 0 && el("p", {}, "Evidence of ", isolate("mono", line(rule.techniques.join(", "), 300))),
    frameworks.length > 0 && el("ul", {}, ...frameworks),
    rule.references.length > 0 && el("ul", { class: "references" }, ...rule.references.slice(0, 20).map((r) => el("li", {}, reference(r)))));
}

export function detail(d: Detail, acts: Acts): readonly HTMLElement[] {
  const severity = severities[d.row.severity]?.key ?? d.row.status;
  const facts = evidence(d.evidence);
  const fix = d.rule.fix;
  const copyButton = button("small", "Copy", () => void copy(fix, copyButton), { label: "copy the fix" });
  const person = [d.owner && `owner ${line(d.owner, 60)}`, d.tier && `tier ${line(d.tier, 40)}`].filter(Boolean).join(" · ");
  return [
    el("div", { class: "top" },
      button("small back", "← Queue", acts.close),
      el("span", { class: `badge severity-${severity}` }, severityMark(d.row.severity), severity),
      el("span", { class: "faint" }, `${d.confidence} confidence`),
      d.row.status !== "open" && el("span", { class: "status" }, line(d.row.status))),
    el("h2", { tabindex: -1 }, isolate("bdi", plain(d.row.title, 300))),
    el("p", { class: "faint place" }, `${kindWord(d.place.kind)} · `, isolate("mono", line(d.place.asset || d.place.label, 200)), person && ` · ${person}`,
      d.inheritedFrom !== null && el("span", {}, " · inherited from ", button("link", line(d.inheritedFrom.label, 60), () => d.inheritedFrom && acts.lookAt(d.inheritedFrom)))),
    el("p", { class: `because priority-${d.row.priority}` }, isolate("bdi", plain(d.because, 600))),
    section("Evidence", ...(facts.length > 0 ? facts : [el("p", { class: "faint" }, "No evidence was kept with this finding.")])),
    reaches(d, acts),
    fix !== "" && section("Fix", el("div", { class: "fix", tabindex: -1 }, isolate("bdi", plain(fix, 3000)), copyButton)),
    d.rule.why !== "" && section("Why it matters", el("p", {}, isolate("bdi", plain(d.rule.why, 2000)))),
    decision(d),
    sources(d),
    el("p", { class: "faint seen" }, `First seen ${moment(d.firstSeen) || "–"}, last seen ${moment(d.lastSeen) || "–"}`),
  ].filter((n): n is HTMLElement => n instanceof HTMLElement);
}
