// What "check this notebook" found, by notebook and by the cell's own id, so that a mark stays with its cell when cells move.
import { Signal, type ISignal } from "@lumino/signaling";
import { isRaw, list, text, type Raw } from "../../posture-view/src/posture.js";
import { severityRank } from "../../posture-view/src/words.js";
import { cellOf } from "./assets.js";

export interface CellFinding {
  /** The cell's id; empty for a finding on the notebook as a whole. */
  readonly cell: string;
  /** What the board calls it, where it is of the posture that is shown; empty where a check of the notebook found it. */
  readonly id: string;
  readonly rule: string; readonly title: string; readonly severity: string; readonly priority: string; readonly because: string; readonly fix: string;
}

export function readCellFindings(said: unknown, cellIds: readonly string[]): readonly CellFinding[] {
  return list(said).filter(isRaw).map((f: Raw) => ({
    cell: cellIds[cellOf(text(f["asset"]))?.cell ?? -1] ?? "", id: "",
    rule: text(f["rule"]), title: text(f["says"]) || text(f["title"]), severity: text(f["severity"]), priority: text(f["priority"]),
    because: text(f["priority_because"]), fix: text(f["fix"]),
  })).sort((x, y) => severityRank(x.severity) - severityRank(y.severity));
}

export class CellFindings {
  private readonly found = new Map<string, readonly CellFinding[]>();
  private readonly _changed = new Signal<CellFindings, string>(this);
  /** The path of the notebook that was checked. */
  get changed(): ISignal<CellFindings, string> { return this._changed; }

  of(notebook: string): readonly CellFinding[] | undefined { return this.found.get(notebook); }
  set(notebook: string, findings: readonly CellFinding[]): void {
    this.found.set(notebook, findings);
    this._changed.emit(notebook);
  }
  moved(from: string, to: string): void {
    const findings = this.found.get(from);
    if (!findings) return;
    this.found.delete(from);
    this.set(to, findings);
  }
}
