// The panel's part about the notebook in front: what was found in it, each with a jump to its cell.
import type { TranslationBundle } from "@jupyterlab/translation";
import { el, isolate } from "../../posture-view/src/dom.js";
import { severityMark } from "../../posture-view/src/mark.js";
import { line, plain } from "../../posture-view/src/text.js";
import { severityRank } from "../../posture-view/src/words.js";
import type { CellFinding } from "./cell-findings.js";

export function notebookPart(
  trans: TranslationBundle, notebook: string, findings: readonly CellFinding[], chosen: string, jump: (cell: string) => void,
): HTMLElement {
  const item = (f: CellFinding): HTMLElement => {
    const open = el("details", { data: { cell: f.cell } },
      el("summary", {}, severityMark(severityRank(f.severity)), isolate("title", line(f.title, 200))),
      f.because && el("p", {}, isolate("bdi", plain(f.because))),
      f.fix && el("p", {}, isolate("bdi", plain(f.fix, 600))));
    if (f.cell !== "") {
      const go = el("button", { type: "button", on: { click: () => jump(f.cell) } }, trans.__("Go to the cell"));
      go.className = "jp-aispm-button";
      open.append(go);
    }
    open.open = f.cell !== "" && f.cell === chosen;
    return el("li", {}, open);
  };
  const words = findings.length === 0 ? trans.__("Nothing found in it by the rules for notebooks.") : trans._n("%1 finding", "%1 findings", findings.length);
  const node = el("section", { aria: { label: trans.__("this notebook") } },
    el("h3", {}, isolate("bdi", line(notebook.split("/").at(-1) ?? notebook, 60)), ": ", words),
    findings.length > 0 && el("ul", {}, ...findings.map(item)));
  node.className = "jp-aispm-part jp-aispm-notebook aispm-tones";
  return node;
}
