// The status bar's item: of fixed width, changed only when what it says has changed, gone when the user wants it gone.
import type { TranslationBundle } from "@jupyterlab/translation";
import type { CommandRegistry } from "@lumino/commands";
import { Widget } from "@lumino/widgets";
import { el } from "../../posture-view/src/dom.js";
import { priorities } from "../../posture-view/src/words.js";
import { commandIds, type Aispm } from "./tokens.js";

export class StatusItem extends Widget {
  private readonly button: HTMLButtonElement;

  constructor(private readonly aispm: Aispm, commands: CommandRegistry, private readonly trans: TranslationBundle) {
    super();
    this.addClass("jp-aispm-status");
    this.button = el("button", { type: "button", on: { click: () => void commands.execute(commandIds.panel) } });
    this.node.append(this.button);
    aispm.postures.changed.connect(() => this.draw());
    this.draw();
  }

  private draw(): void {
    const { trans } = this;
    const { shown } = this.aispm.postures;
    const [words, title] = shown ? this.words(shown.posture.score, [...shown.posture.findings.priority].filter((p, i) => p === priorities[0]?.key && !["fixed", "waived"].includes(shown.posture.findings.status[i] ?? "")).length)
      : [trans.__("no posture"), trans.__("AI security posture: nothing is shown yet. Open the panel to scan a registry.")];
    if (this.button.textContent === words && this.button.title === title) return;
    this.button.textContent = words;
    this.button.title = title;
    this.button.setAttribute("aria-label", title);
  }

  private words(score: { readonly score: number | null; readonly coverage: number }, now: number): readonly [string, string] {
    const { trans } = this;
    const of = score.score === null ? "–" : String(Math.round(score.score));
    const seen = Math.floor(score.coverage * 100 + 1e-9);
    return [
      trans.__("%1 now · %2 · %3 %", now > 999 ? "999+" : now, of, seen),
      trans.__("AI security posture: %1 to fix now; score %2 of 100, %3 % assessed. Open the panel.", now, of, seen),
    ];
  }
}
