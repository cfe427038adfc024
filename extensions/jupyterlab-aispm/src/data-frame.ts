// "Check this data frame": the name under the cursor, and a cell below that anybody can run again.
import { NotebookActions, type NotebookPanel } from "@jupyterlab/notebook";

const chain = /[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*/gu;
const keywords = new Set(("False None True and as assert async await break class continue def del elif else except finally for from global if import in is "
  + "lambda nonlocal not or pass raise return try while with yield").split(" "));

/** The identifier or attribute at a column, up to the part that the cursor is on; a function's name is none: on `a.df.head()` that is `a`, `a.df`, `a.df`. */
export function nameAt(text: string, column: number): string {
  for (const found of text.matchAll(chain)) {
    if (column < found.index || column > found.index + found[0].length) continue;
    const rest = found[0].indexOf(".", Math.max(0, column - found.index));
    const whole = rest < 0 ? found[0] : found[0].slice(0, rest);
    const called = rest < 0 && /^\s*\(/.test(text.slice(found.index + found[0].length));
    const name = called ? whole.slice(0, Math.max(0, whole.lastIndexOf("."))) : whole;
    return name.split(".").some((part) => keywords.has(part)) ? "" : name;
  }
  return "";
}

/** The name under the cursor of the active code cell; "" when it is not on one. Nothing but a name is ever taken. */
export function nameUnderCursor(panel: NotebookPanel): string {
  const cell = panel.content.activeCell;
  const editor = cell?.model.type === "code" ? cell.editor : null;
  if (!editor) return "";
  const { line, column } = editor.getCursorPosition();
  return nameAt(editor.getLine(line) ?? "", column);
}

/** Honest and reproducible: what is run stands in the notebook, with the label to fill in. */
export async function checkBelow(panel: NotebookPanel, name: string): Promise<void> {
  const { content, sessionContext } = panel;
  NotebookActions.insertBelow(content);
  content.activeCell?.model.sharedModel.setSource(`import aispm_nb as aispm\n\naispm.check_data(${name}, label=None).view()`);
  await NotebookActions.run(content, sessionContext);
}
