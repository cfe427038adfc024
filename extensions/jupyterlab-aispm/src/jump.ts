// From a finding to its cell: open the notebook, scroll there, select it.
import { Notification } from "@jupyterlab/apputils";
import type { IDocumentManager } from "@jupyterlab/docmanager";
import { NotebookPanel } from "@jupyterlab/notebook";
import type { TranslationBundle } from "@jupyterlab/translation";

/** Which cell: by its id where that is known, else by its position at the time of the scan. */
export type Which = { readonly id: string } | { readonly position: number };

export async function jump(documents: IDocumentManager, trans: TranslationBundle, notebook: string, which: Which): Promise<void> {
  const panel = documents.openOrReveal(notebook);
  if (!panel) return; // Notebook 7 opens it in a tab of its own
  if (!(panel instanceof NotebookPanel)) {
    Notification.warning(trans.__("%1 is not open as a notebook here, so its cell cannot be shown.", notebook), { autoClose: 8000 });
    return;
  }
  await panel.context.ready;
  await panel.revealed;
  const cells = panel.content.widgets;
  const at = "id" in which ? cells.findIndex((c) => c.model.id === which.id) : which.position;
  if (!cells[at]) {
    Notification.warning(trans.__("The finding names a cell that is no longer in %1. Check the notebook again.", notebook), { autoClose: 8000 });
    return;
  }
  panel.content.deselectAll();
  panel.content.activeCellIndex = at;
  await panel.content.scrollToItem(at, "center");
  panel.content.activate();
}
