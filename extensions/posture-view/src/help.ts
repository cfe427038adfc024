import { button, el } from "./dom.js";
import { t } from "./say.js";

const moves: readonly (readonly [string, string])[] = [
  ["↑ ↓", "move through the queue; Page Up, Page Down, Home, End too"], ["Enter", "open the finding"], ["/", "search"], ["f", "go to the fix"],
  ["1 2 3 4", "show now, soon, scheduled, later; again to undo"], ["m r l", "picture by model, by risk, lineage"], ["Escape", "go back: help, finding, search, filters"], ["w", "what if"], ["← →", "move inside a picture or its tabs"], ["?", "this help"],
];

/** A small dialog; the board shows and hides it. */
export function help(close: () => void): HTMLElement {
  return el("div", { class: "help", role: "dialog", tabindex: -1, hidden: true, aria: { label: t("keys") } },
    el("h3", {}, t("Keys")),
    el("dl", {}, ...moves.map(([key, what]) => el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, t(what))))),
    el("p", { class: "faint" }, t("Severity: ◆ critical ▲ high ● medium ○ low · info. Bars: how soon.")),
    button("small", t("Close"), close));
}
