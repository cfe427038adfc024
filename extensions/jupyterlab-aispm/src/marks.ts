// A mark in the gutter of each cell that a finding names: shape, colour, words. A click shows the finding.
import type { INotebookTracker, NotebookPanel } from "@jupyterlab/notebook";
import type { TranslationBundle } from "@jupyterlab/translation";
import { el } from "../../posture-view/src/dom.js";
import { severityMark } from "../../posture-view/src/mark.js";
import { line } from "../../posture-view/src/text.js";
import { severityRank } from "../../posture-view/src/words.js";
import { besides, cellOf, findingName } from "./assets.js";
import type { CellFinding } from "./cell-findings.js";
import type { Aispm } from "./tokens.js";

const mark = "jp-aispm-mark";

export class Marks {
  constructor(private readonly aispm: Aispm, notebooks: INotebookTracker, private readonly trans: TranslationBundle, private readonly show: (worst: CellFinding) => void) {
    const all = (): void => notebooks.forEach((panel) => this.draw(panel));
    aispm.cells.changed.connect(all);
    aispm.postures.changed.connect(all);
    aispm.settings.changed.connect(all);
    notebooks.widgetAdded.connect((_, panel) => void this.follow(panel));
    notebooks.forEach((panel) => void this.follow(panel));
  }

  private async follow(panel: NotebookPanel): Promise<void> {
    await panel.context.ready;
    panel.context.pathChanged.connect(((before) => () => {
      this.aispm.cells.moved(before, panel.context.path);
      before = panel.context.path;
    })(panel.context.path));
    panel.content.model?.cells.changed.connect(() => this.draw(panel));
    this.draw(panel);
  }

  /** By the check's own cell ids; else, as far as nobody has edited since, by the positions that the posture names. */
  private findings(panel: NotebookPanel): ReadonlyMap<string, readonly CellFinding[]> {
    const out = new Map<string, CellFinding[]>();
    const add = (f: CellFinding): void => { if (f.cell) out.set(f.cell, [...(out.get(f.cell) ?? []), f]); };
    const checked = this.aispm.cells.of(panel.context.path);
    if (checked) {
      checked.forEach(add);
      return out;
    }
    const { shown } = this.aispm.postures;
    if (!shown) return out;
    const { findings: f, assets, rules } = shown.posture;
    for (let i = 0; i < f.length; i++) {
      const place = cellOf(assets.asset[f.asset[i] ?? -1] ?? "");
      if (!place || f.status[i] === "fixed" || f.status[i] === "waived" || besides(shown.origin.path, place.notebook) !== panel.context.path) continue;
      const rule = rules[f.rule[i] ?? -1];
      add({
        cell: panel.content.widgets[place.cell]?.model.id ?? "", id: findingName(rule?.rule ?? "", assets.asset[f.asset[i] ?? -1] ?? ""), rule: rule?.rule ?? "", title: f.title[i] ?? "", severity: f.severity[i] ?? "",
        priority: f.priority[i] ?? "", because: f.because[i] ?? "", fix: rule?.fix ?? "",
      });
    }
    return out;
  }

  private draw(panel: NotebookPanel): void {
    if (panel.isDisposed) return;
    const found = this.aispm.settings.cellMarks ? this.findings(panel) : new Map<string, readonly CellFinding[]>();
    for (const cell of panel.content.widgets) {
      const here = cell.node.querySelector(`:scope > .${mark}`);
      const findings = found.get(cell.model.id);
      if (!findings) {
        here?.remove();
        continue;
      }
      const [worst] = [...findings].sort((x, y) => severityRank(x.severity) - severityRank(y.severity));
      if (!worst) continue;
      const titles = findings.map((f) => `${f.severity}: ${line(f.title, 200)}`).join("\n");
      const button = el("button", { type: "button", title: titles, aria: { label: `${this.trans._n("%1 finding", "%1 findings", findings.length)}. ${titles}` },
        on: { click: () => this.show(worst) } }, severityMark(severityRank(worst.severity)));
      button.className = `${mark} aispm-tones`;
      if (here) here.replaceWith(button);
      else cell.node.append(button);
    }
  }
}
