// States without a board: what was expected, what was found, and the next move. Never an empty panel.
import type { TranslationBundle } from "@jupyterlab/translation";
import { el, isolate } from "../../posture-view/src/dom.js";
import { plain } from "../../posture-view/src/text.js";

export interface Move { readonly words: string; readonly act: () => void; readonly first?: boolean }
export interface Said { readonly title: string; readonly lines?: readonly string[]; readonly code?: string; readonly moves?: readonly Move[]; readonly alert?: boolean;
  /** What else can be done, under words of its own. */
  readonly also?: { readonly words: string; readonly moves: readonly Move[] } }

const buttons = (moves: readonly Move[]): HTMLElement => el("div", { class: "moves" }, ...moves.map((m) => {
  const button = el("button", { type: "button", on: { click: m.act } }, m.words);
  button.className = `jp-aispm-button${m.first ? " jp-mod-first" : ""}`;
  return button;
}));

export function say({ title, lines = [], code = "", moves = [], alert = false, also }: Said): HTMLElement {
  const node = el("section", { role: alert ? "alert" : "status" }, el("h2", {}, title),
    ...lines.map((words) => { const p = el("p"); p.append(isolate("bdi", plain(words))); return p; }),
    code && el("pre", { tabindex: 0 }, code),
    moves.length > 0 && buttons(moves), ...(also ? [el("p", {}, also.words), buttons(also.moves)] : []));
  node.className = "jp-aispm-said";
  return node;
}

export const install = "pip install aispm-nb";

export const missing = (trans: TranslationBundle, kernel: string, again: () => void): Said => ({
  title: trans.__("This kernel has no aispm_nb"),
  lines: [
    kernel ? trans.__("The kernel \"%1\" was asked, and cannot import aispm_nb. Install it where that kernel runs:", kernel)
      : trans.__("The kernel was asked, and cannot import aispm_nb. Install it where that kernel runs:"),
  ],
  code: install, alert: true,
  moves: [
    { words: trans.__("Try again"), act: again, first: true },
    { words: trans.__("Copy"), act: () => void navigator.clipboard?.writeText(install) },
  ],
});
