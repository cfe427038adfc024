// Beside the picture: the triggers, and the models that were trained on these rows.
import { el, isolate } from "../dom.js";
import { line } from "../text.js";
import { count, plural } from "../say.js";
import type { Choice } from "./choice.js";
import type { Trained } from "./document.js";
import { familyMark } from "./family.js";

export function triggers(choice: Choice): { readonly node: HTMLElement; paint(): void } {
  const doc = choice.doc;
  const missed = doc.families.find((f) => f.name === "backdoor")?.missed ?? "";
  const items = doc.triggers.map((t) => {
    const node = el("button", { class: "trigger", type: "button", disabled: t.rows.length === 0, aria: { pressed: false, label: `${line(t.sentence, 240)}: select its ${plural(t.rows.length, "row")}` },
      on: { click: () => choice.take("with this trigger", t.rows) } },
    familyMark("backdoor"), isolate("trigger-words", line(t.sentence, 240)));
    return { t, node };
  });
  const words = missed ? `Triggers were not looked for: ${line(missed, 200)}.` : "No trigger was found.";
  const node = el("section", { class: "side-part", aria: { label: "triggers" } }, el("h3", {}, items.length > 0 ? `${plural(items.length, "trigger")}` : "Triggers"),
    ...(items.length > 0 ? items.map((i) => i.node) : [el("p", { class: "faint" }, words)]));
  return {
    node,
    paint() {
      const { scope } = choice.now;
      for (const { t, node: n } of items) n.setAttribute("aria-pressed", String(scope !== null && t.rows.length > 0 && scope.rows.size === t.rows.length && t.rows.every((i) => scope.rows.has(i))));
    },
  };
}

export function trained(choice: Choice): { readonly node: HTMLElement | null; paint(): void } {
  const found: Trained | null = choice.doc.trained;
  if (!found) return { node: null, paint: () => undefined };
  const title = el("h3", {});
  const served = found.served > 0 ? `${plural(found.served, "of them is", "of them are")} served` : "none of them is served";
  const items = (served: boolean): readonly HTMLElement[] => found.versions.filter((v) => (v.servedAs !== "") === served).map((v) =>
    el("li", {}, isolate("bdi", line(v.label, 60)), served && el("span", { class: "served" }, " ", isolate("bdi", line(v.servedAs, 60)))));
  const [first, rest] = [items(true), items(false)];
  const list = el("div", {}, el("ul", { class: "versions" }, ...first),
    rest.length > 0 && el("details", {}, el("summary", { class: "faint" }, `${count(found.of - found.served)} not served`), el("ul", { class: "versions" }, ...rest)));
  const node = el("section", { class: "side-part", aria: { label: "models trained on these rows" } }, title,
    found.why ? el("p", { class: "faint" }, line(found.why, 400))
      : found.of === 0 ? el("p", { class: "faint" }, "No registered version has this data set behind it.") : list,
    found.of > found.versions.length && el("p", { class: "faint" }, `showing ${count(found.versions.length)} of ${count(found.of)}`));
  return {
    node,
    paint() {
      const n = choice.now.selected.size;
      const whose = n > 0 ? `the ${plural(n, "selected row")}` : "these rows";
      title.textContent = found.of > 0 ? `${plural(found.of, "version")} learned from ${whose}; ${served}` : "Models that learned from these rows";
    },
  };
}
