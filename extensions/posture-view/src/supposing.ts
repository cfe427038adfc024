// What if: sliders and switches that change the decision's inputs for all findings, and say plainly that this is no posture.
import type { Input } from "./detail.js";
import { button, el } from "./dom.js";
import { count, t } from "./say.js";
import type { Overview, Summary } from "./source.js";
import type { State } from "./state.js";
import { confidences, priorities, severities } from "./words.js";
import { asIs, isAsIs, steps, type WhatIf } from "./whatif.js";

export interface Supposing {
  readonly node: HTMLElement; readonly toggle: HTMLElement;
  paint(state: State, overview: Overview): void;
  /** At one of its inputs, or at the first. */
  open(input?: Input): void;
  /** True when there was something to close. */
  close(): boolean;
}

const exposureWords: Readonly<Record<number, string>> = {
  [-2]: "nothing is exposed beyond the team", [-1]: "one step less exposed", 0: "as it is", 1: "what is internal counts as public", 2: "everything counts as public",
};
const impactWords: Readonly<Record<number, string>> = {
  [-3]: "little hangs on anything", [-2]: "two steps less harm", [-1]: "one step less harm", 0: "as it is", 1: "one step more harm", 2: "two steps more harm", 3: "the worst harm everywhere",
};
const severityWords = (w: WhatIf): string => (w.severity === asIs.severity ? t("all severities count") : t("milder than {word} sinks to later", { word: t(severities[w.severity]?.key ?? "") }));
const confidenceWords = (w: WhatIf): string => (w.confidence === asIs.confidence ? t("all confidences count") : t("less sure than {word} sinks to later", { word: t(confidences[w.confidence] ?? "") }));

/** The what-if in one sentence, in the order of the sliders. */
export function sentence(w: WhatIf): string {
  return [
    w.exposure !== 0 && t(exposureWords[w.exposure] ?? ""), w.impact !== 0 && t(impactWords[w.impact] ?? ""), w.exploited && t("everything is being exploited"),
    w.severity !== asIs.severity && severityWords(w), w.confidence !== asIs.confidence && confidenceWords(w),
  ].filter(Boolean).join("; ");
}

interface Slider { readonly node: HTMLElement; paint(w: WhatIf): void }

export function supposing(summary: Summary, change: (next: (state: State) => State) => void): Supposing {
  const set = (part: Partial<WhatIf>): void => change((s) => {
    const whatIf = { ...s.whatIf, ...part };
    return { ...s, whatIf: isAsIs(whatIf) ? asIs : whatIf };
  });
  function slider(title: string, low: number, high: number, get: (w: WhatIf) => number, make: (n: number) => Partial<WhatIf>, words: (w: WhatIf) => string): Slider {
    const input = el("input", { class: "slider", type: "range", aria: { label: title } });
    Object.assign(input, { min: String(low), max: String(high), step: "1" });
    input.addEventListener("input", () => set(make(Number(input.value))));
    const said = el("span", { class: "slider-words" });
    return { node: el("label", { class: "supposed" }, el("span", { class: "faint" }, title), input, said), paint(w) {
      if (input.value !== String(get(w))) input.value = String(get(w));
      said.textContent = words(w);
      input.setAttribute("aria-valuetext", words(w));
    } };
  }
  // To the right is always more urgent.
  const sliders = [
    slider(t("exposure"), -steps.exposure, steps.exposure, (w) => w.exposure, (n) => ({ exposure: n }), (w) => t(exposureWords[w.exposure] ?? "")),
    slider(t("impact"), -steps.impact, steps.impact, (w) => w.impact, (n) => ({ impact: n }), (w) => t(impactWords[w.impact] ?? "")),
    slider(t("least severity"), 0, asIs.severity, (w) => w.severity, (n) => ({ severity: n }), severityWords),
    slider(t("least confidence"), 0, asIs.confidence, (w) => w.confidence, (n) => ({ confidence: n }), confidenceWords),
  ];
  const exploited = el("input", { type: "checkbox" });
  exploited.addEventListener("change", () => set({ exploited: exploited.checked }));
  const said = el("p", { class: "supposed-said", role: "status" });
  const reset = button("small", t("Back to the posture"), () => change((s) => ({ ...s, whatIf: asIs })));
  const node = el("section", { class: "supposing", hidden: true, aria: { label: t("what if") } },
    el("div", { class: "sliders" }, ...sliders.map((s) => s.node), el("label", { class: "supposed supposed-switch" }, exploited, t("everything is being exploited"))),
    el("div", { class: "supposed-line" }, said, reset));
  const toggle = button("icon what-if", t("What if"), () => show(node.hidden !== false), { expanded: false });
  let on = false;
  let before = false;
  let opened = false; // by the state, not by a person
  const inputs: Readonly<Partial<Record<Input, Element>>> = { exposure: sliders[0]!.node, impact: sliders[1]!.node, exploitation: exploited };
  function show(yes: boolean, input?: Input): void {
    node.hidden = !yes && !on;
    toggle.setAttribute("aria-expanded", String(!node.hidden));
    if (yes) { opened = false; const at = (input && inputs[input]) ?? node; (at instanceof HTMLInputElement ? at : at.querySelector("input"))?.focus(); }
  }

  return {
    node, toggle, open: (input) => { if (summary.decisions) show(true, input); },
    close() {
      if (node.hidden || !node.contains(document.activeElement)) return false;
      show(false);
      return true;
    },
    paint(state, overview) {
      on = !isAsIs(state.whatIf) && summary.decisions !== null;
      sliders.forEach((s) => s.paint(state.whatIf));
      exploited.checked = state.whatIf.exploited;
      // What another view of the same posture opened, it also closes.
      if (on && node.hidden) opened = true;
      if (on !== before && opened) { node.hidden = !on; opened = on; }
      before = on;
      toggle.setAttribute("aria-expanded", String(!node.hidden));
      node.classList.toggle("aispm-supposed-on", on);
      reset.hidden = !on;
      const moves = priorities.flatMap((p, i) => {
        const [was, is] = [overview.recorded[i] ?? 0, overview.chips[i] ?? 0];
        return was === is ? [] : [`${t(p.word)} ${count(was)} → ${count(is)}`];
      });
      said.textContent = on
        ? `${t("What if")}: ${sentence(state.whatIf)}. ${t("This is not the posture.")} ${overview.moved === 0 ? t("No finding moves.") : `${t("{n} of what is listed move", { n: overview.moved })}: ${moves.join(", ")}.`}`
        : t("Move one to see which findings would stand elsewhere. The posture stays as it is.");
    },
  };
}
