// Beside the picture: the triggers, and the models that were trained on these rows.
import { el, isolate } from "../dom.js";
import { line } from "../text.js";
import { plural, t } from "../say.js";
import type { Choice } from "./choice.js";
import type { Trained } from "./document.js";
import { familyMark } from "./family.js";

export function triggers(choice: Choice): { readonly node: HTMLElement; paint(): void } {
  const doc = choice.doc;
  const missed = doc.families.find((f) => f.name === "backdoor")?.missed ?? "";
  const items = doc.triggers.map((trigger) => {
    const node = el("button", { class: "trigger", type: "button", disabled: trigger.rows.length === 0, aria: { pressed: false, label: t("{trigger}: select its {rows}", { trigger: line(trigger.sentence, 240), rows: plural(trigger.rows.length, "row") }) },
      on: { click: () => choice.take(t("with this trigger"), trigger.rows) } },
    familyMark("backdoor"), isolate("trigger-words", line(trigger.sentence, 240)));
    return { trigger, node };
  });
  const words = missed ? t("Triggers were not looked for: {why}.", { why: line(missed, 200) }) : t("No trigger was found.");
  const node = el("section", { class: "side-part", aria: { label: t("triggers") } }, el("h3", {}, items.length > 0 ? plural(items.length, "trigger") : t("Triggers")),
    ...(items.length > 0 ? items.map((i) => i.node) : [el("p", { class: "faint" }, words)]));
  return {
    node,
    paint() {
      const { scope } = choice.now;
      for (const { trigger, node: n } of items) n.setAttribute("aria-pressed", String(scope !== null && trigger.rows.length > 0 && scope.rows.size === trigger.rows.length && trigger.rows.every((i) => scope.rows.has(i))));
    },
  };
}

export function trained(choice: Choice): { readonly node: HTMLElement | null; paint(): void } {
  const found: Trained | null = choice.doc.trained;
  if (!found) return { node: null, paint: () => undefined };
  const title = el("h3", {});
  const served = found.served === 0 ? t("none of them is served") : t(found.served === 1 ? "{n} of them is served" : "{n} of them are served", { n: found.served });
  const items = (served: boolean): readonly HTMLElement[] => found.versions.filter((v) => (v.servedAs !== "") === served).map((v) =>
    el("li", {}, isolate("bdi", line(v.label, 60)), served && el("span", { class: "served" }, " ", isolate("bdi", line(v.servedAs, 60)))));
  const [first, rest] = [items(true), items(false)];
  const list = el("div", {}, el("ul", { class: "versions" }, ...first),
    rest.length > 0 && el("details", {}, el("summary", { class: "faint" }, t("{n} not served", { n: found.of - found.served })), el("ul", { class: "versions" }, ...rest)));
  const node = el("section", { class: "side-part", aria: { label: t("models trained on these rows") } }, title,
    found.why ? el("p", { class: "faint" }, line(found.why, 400))
      : found.of === 0 ? el("p", { class: "faint" }, t("No registered version has this data set behind it.")) : list,
    found.of > found.versions.length && el("p", { class: "faint" }, t("showing {n} of {of}", { n: found.versions.length, of: found.of })));
  return {
    node,
    paint() {
      const n = choice.now.selected.size;
      const whose = n > 0 ? t(n === 1 ? "the {n} selected row" : "the {n} selected rows", { n }) : t("these rows");
      title.textContent = found.of > 0 ? t("{versions} learned from {rows}; {served}", { versions: plural(found.of, "version"), rows: whose, served }) : t("Models that learned from these rows");
    },
  };
}
