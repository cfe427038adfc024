// "Check this data frame": the name under the cursor, and a cell below that anybody can run again.
import { NotebookActions, type NotebookPanel } from "@jupyterlab/notebook";
import { nameAt, sourceFor, type Labelled } from "./frame-cell.js";

/** The name under the cursor of the active code cell; "" when it is not on one. Nothing but a name is ever taken. */
export function nameUnderCursor(panel: NotebookPanel): string {
  const cell = panel.content.activeCell;
  const editor = cell?.model.type === "code" ? cell.editor : null;
  if (!editor) return "";
  const { line, column } = editor.getCursorPosition();
  return nameAt(editor.getLine(line) ?? "", column);
}

/** Honest and reproducible: what is run stands in the notebook, with the label to see and to change. */
export async function checkBelow(panel: NotebookPanel, name: string, labelled: Labelled): Promise<void> {
  const { content, sessionContext } = panel;
  NotebookActions.insertBelow(content);
  content.activeCell?.model.sharedModel.setSource(sourceFor(name, labelled));
  await NotebookActions.run(content, sessionContext);
}
