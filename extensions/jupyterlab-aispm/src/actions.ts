// What the commands do, apart from how they are called.
import { InputDialog, Notification } from "@jupyterlab/apputils";
import { PageConfig, PathExt, URLExt } from "@jupyterlab/coreutils";
import type { IDocumentManager } from "@jupyterlab/docmanager";
import type { NotebookPanel } from "@jupyterlab/notebook";
import type { Contents, Kernel } from "@jupyterlab/services";
import type { IStateDB } from "@jupyterlab/statedb";
import type { TranslationBundle } from "@jupyterlab/translation";
import { num, text } from "../../posture-view/src/posture.js";
import { ask, isPython, Missing } from "./ask.js";
import { readCellFindings } from "./cell-findings.js";
import { checkBelow, nameUnderCursor } from "./data-frame.js";
import { install } from "./say.js";
import { factoryName, suffix, type Aispm } from "./tokens.js";
import { underNotification } from "./work.js";

const lastRegistry = "aispm-nb:registry";
const withSecret = /:\/\/[^/]*@/;

export class Actions {
  constructor(
    private readonly aispm: Aispm, private readonly documents: IDocumentManager, private readonly db: IStateDB | null,
    private readonly trans: TranslationBundle, private readonly showPanel: () => void,
  ) {}

  async scan(): Promise<void> {
    const { trans } = this;
    const { kernel, postures, settings } = this.aispm;
    const uri = settings.registry || await this.registry();
    if (uri === null) return;
    try {
      const work = underNotification(trans, trans.__("Scanning the registry"), () => void kernel.interrupt(),
        (step) => kernel.ask({ do: "scan", uri, store: settings.store, notebooks: settings.notebooks }, (said) => { if (said["is"] === "step") step(text(said["step"]), num(said["share"])); }),
        (said) => ({ words: trans.__("Scanned %1: %2", text(said["name"]), text(said["words"])), label: trans.__("Show it"), act: this.showPanel }));
      const said = await work;
      if (said) await this.written(PathExt.join(kernel.folder, text(said["path"])));
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      postures.missing(kernel.display);
      this.showPanel();
    }
  }

  /** A scan that outlived a reload: said again, can be stopped, and what it wrote is shown. */
  async adopt(): Promise<void> {
    const { trans } = this;
    const { kernel, postures, settings } = this.aispm;
    await underNotification(trans, trans.__("A scan from before the reload"), () => void kernel.interrupt(),
      () => kernel.ask({ do: "hello" }), () => ({ words: trans.__("The scan from before the reload is done") }));
    const { origin } = postures;
    const path = origin?.kind === "file" ? origin.path : (await postures.documents(settings.folder))[0];
    if (path) await this.written(path);
  }

  /** A kernel wrote it behind JupyterLab's back: the panel and a tab that has it open read it again. */
  private async written(path: string): Promise<void> {
    await this.aispm.postures.open(path);
    const open = this.documents.findWidget(path, factoryName);
    await (open && this.documents.contextForWidget(open)?.revert());
  }

  /** A URI with a password in it is used and not kept. */
  private async registry(): Promise<string | null> {
    const { trans } = this;
    const kept: unknown = await this.db?.fetch(lastRegistry).catch(() => undefined);
    const answer = await InputDialog.getText({
      title: trans.__("Scan an MLflow registry"), text: text(kept), placeholder: "sqlite:///mlflow.db", okLabel: trans.__("Scan"),
      label: trans.__("Tracking URI; empty for the server's MLFLOW_TRACKING_URI. Nothing is written there: %1 and a *%2 document go to /%3.", this.aispm.settings.store, suffix, this.aispm.settings.folder),
    });
    if (!answer.button.accept) return null;
    const uri = (answer.value ?? "").trim();
    await this.db?.save(lastRegistry, withSecret.test(uri) ? "" : uri);
    return uri;
  }

  async checkNotebook(panel: NotebookPanel): Promise<void> {
    const { trans } = this;
    const { kernel, postures, cells } = this.aispm;
    const { path } = panel.context;
    const model = panel.content.model;
    if (!model) return;
    // As it stands in the page, saved or not; positions are turned into the cells' own ids before anybody edits.
    const ids = panel.content.widgets.map((c) => c.model.id);
    try {
      const found = await underNotification(trans, trans.__("Checking %1", PathExt.basename(path)), () => void kernel.interrupt(),
        () => kernel.ask({ do: "check_notebook", notebook: model.toJSON(), name: path }),
        (said) => ({ words: trans._n("%2: %1 finding", "%2: %1 findings", num(said["count"]), PathExt.basename(path)), label: trans.__("Show"), act: this.showPanel }));
      if (found) cells.set(path, readCellFindings(found["findings"], ids));
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      postures.missing(kernel.display);
      this.showPanel();
    }
  }

  async checkDataFrame(panel: NotebookPanel): Promise<void> {
    const { trans } = this;
    const name = nameUnderCursor(panel);
    const kernel = panel.sessionContext.session?.kernel;
    if (!name) return void Notification.warning(trans.__("Put the cursor on the name of a data frame in a code cell, then check it."), { autoClose: 6000 });
    if (!kernel) return void Notification.warning(trans.__("This notebook has no kernel. Start one, make the data frame, then check it."), { autoClose: 6000 });
    if (!(await isPython(kernel))) return void Notification.warning(trans.__("Only Python data frames can be checked; this kernel speaks another language."), { autoClose: 6000 });
    try {
      const said = await ask(kernel, { do: "label_of", name });
      await checkBelow(panel, name, { seen: said["seen"] === true, label: text(said["label"]) });
    } catch (error) {
      if (error instanceof Missing) Notification.error(trans.__("This notebook's kernel has no aispm_nb. Install it there: %1", install), { autoClose: false });
      else Notification.error(error instanceof Error ? error.message : String(error), { autoClose: false });
    }
  }

  /** The posture in front, or the one of the document that asks, as one HTML file beside it; then in a browser tab. */
  async snapshot(path: string | null, notebook: Kernel.IKernelConnection | null): Promise<void> {
    const { trans } = this;
    const { kernel, postures } = this.aispm;
    const origin = path === null ? postures.origin : { kind: "file", path };
    if (!origin) return void Notification.warning(trans.__("There is no posture yet. Scan a registry or open a *%1 document first.", suffix), { autoClose: 6000 });
    const html = origin.path.replace(/(\.posture\.json|\.ipynb)$/i, "") + ".posture.html";
    const inKernel = (file: string): string => PathExt.relative(this.aispm.settings.folder, file);
    try {
      const written = await underNotification(trans, trans.__("Writing the snapshot"), () => void kernel.interrupt(),
        () => origin.kind === "file" ? kernel.ask({ do: "snapshot", document: inKernel(origin.path), to: inKernel(html) })
          : notebook ? ask(notebook, { do: "snapshot", document: null, to: PathExt.basename(html) })
            : Promise.reject(new Error(trans.__("The notebook that made this posture is closed. Open it, or export the posture first."))),
        () => ({ words: trans.__("Snapshot: %1. It needs no network.", html), label: trans.__("Open in a new tab"), act: () => this.openTab(html) }));
      if (written) this.openTab(html);
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      postures.missing(kernel.display);
      this.showPanel();
    }
  }

  private openTab(path: string): void {
    window.open(URLExt.join(PageConfig.getBaseUrl(), "files", URLExt.encodeParts(path)), "_blank", "noopener");
  }

  /** The posture that is shown, as a document under a name of the user's choice. */
  async export(contents: Contents.IManager): Promise<string | null> {
    const { trans } = this;
    const { shown } = this.aispm.postures;
    if (!shown) {
      Notification.warning(trans.__("There is no posture to export yet. Scan a registry or open a *%1 document first.", suffix), { autoClose: 6000 });
      return null;
    }
    const day = shown.posture.scan.finished.slice(0, 10);
    const stem = PathExt.basename(shown.origin.path).replace(/(\.posture\.json|\.ipynb)$/i, "");
    const answer = await InputDialog.getText({
      title: trans.__("Export the posture"), label: trans.__("Path below the server's root"), okLabel: trans.__("Export"),
      text: PathExt.join(PathExt.dirname(shown.origin.path), `${stem}-${day}${suffix}`),
    });
    const given = (answer.value ?? "").trim();
    if (!answer.button.accept || !given) return null;
    const path = given.endsWith(suffix) ? given : given + suffix;
    try {
      await contents.save(path, { type: "file", format: "text", content: shown.json });
    } catch (error) {
      Notification.error(trans.__("%1 was not written: %2", path, error instanceof Error ? error.message : String(error)), { autoClose: false });
      return null;
    }
    Notification.success(trans.__("Exported to %1", path), { autoClose: 6000, actions: [{ label: trans.__("Open"), callback: () => void this.documents.openOrReveal(path) }] });
    return path;
  }
}
