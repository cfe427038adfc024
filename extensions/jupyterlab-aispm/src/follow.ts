// A posture that a cell made is shown when the cell has run. Kernels are asked then and at no other time: nothing polls.
import { NotebookActions, type INotebookTracker, type NotebookPanel } from "@jupyterlab/notebook";
import type { Kernel } from "@jupyterlab/services";
import { gunzip } from "../../posture-view/src/gunzip.js";
import { text } from "../../posture-view/src/posture.js";
import { ask, isPython, made } from "./ask.js";
import type { Aispm } from "./tokens.js";

const bytes = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

export class Follow {
  private readonly seen = new WeakMap<Kernel.IKernelConnection, number>();

  constructor(private readonly aispm: Aispm, private readonly notebooks: INotebookTracker) {
    NotebookActions.executed.connect((_, { notebook }) => {
      const panel = notebooks.find((p) => p.content === notebook);
      if (panel && aispm.settings.followNotebooks) void this.look(panel).catch(() => undefined);
    });
  }

  kernelOf(path: string): Kernel.IKernelConnection | null {
    return this.notebooks.find((p) => p.context.path === path)?.sessionContext.session?.kernel ?? null;
  }

  /** After a reload: the notebook's kernel is still there, and so is what it made. */
  restore(path: string): void {
    const look = (panel: NotebookPanel): void => {
      if (panel.context.path !== path) return;
      void panel.sessionContext.ready.then(() => this.look(panel)).catch(() => undefined);
    };
    this.notebooks.forEach(look);
    this.notebooks.widgetAdded.connect((_, panel) => void panel.context.ready.then(() => look(panel)));
  }

  private async look(panel: NotebookPanel): Promise<void> {
    const kernel = panel.sessionContext.session?.kernel;
    if (!kernel || !(await isPython(kernel))) return;
    const now = await made(kernel);
    if (now === 0 || now === this.seen.get(kernel)) return;
    this.seen.set(kernel, now);
    const said = await ask(kernel, { do: "latest" });
    const packed = text(said["document"]);
    if (packed) this.aispm.postures.show({ kind: "notebook", path: panel.context.path }, await gunzip(bytes(packed)));
  }
}
