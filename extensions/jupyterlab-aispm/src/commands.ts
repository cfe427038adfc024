// Commands by name: the palette, the menu, the toolbar, shortcuts and the panel's own buttons all call these.
import type { JupyterFrontEnd } from "@jupyterlab/application";
import { Notification, type ICommandPalette } from "@jupyterlab/apputils";
import type { IDocumentManager } from "@jupyterlab/docmanager";
import type { INotebookTracker, NotebookPanel } from "@jupyterlab/notebook";
import type { TranslationBundle } from "@jupyterlab/translation";
import { downloadIcon, launchIcon, refreshIcon, shareIcon, type LabIcon } from "@jupyterlab/ui-components";
import type { ReadonlyPartialJSONObject } from "@lumino/coreutils";
import type { Actions } from "./actions.js";
import { besides, cellOf, selectedAsset } from "./assets.js";
import type { Follow } from "./follow.js";
import { aispmIcon, checkIcon } from "./icon.js";
import { jump } from "./jump.js";
import { commandIds, factoryName, suffix, type Aispm } from "./tokens.js";

export interface Parts {
  readonly app: JupyterFrontEnd; readonly aispm: Aispm; readonly actions: Actions; readonly follow: Follow | null; readonly documents: IDocumentManager;
  readonly notebooks: INotebookTracker | null; readonly palette: ICommandPalette | null; readonly trans: TranslationBundle; readonly showPanel: () => void;
}
type Args = ReadonlyPartialJSONObject;
const string = (x: unknown): string | null => (typeof x === "string" ? x : null);

export function addCommands({ app, aispm, actions, follow, documents, notebooks, palette, trans, showPanel }: Parts): void {
  const inNotebook = (act: (panel: NotebookPanel) => Promise<void>) => async (): Promise<void> => {
    const panel = notebooks?.currentWidget;
    if (panel) return act(panel);
    Notification.warning(trans.__("Open a notebook first: this is about the one in front."), { autoClose: 6000 });
  };
  const add = (id: string, label: string, caption: string, icon: LabIcon, execute: (args: Args) => Promise<unknown> | void): void => {
    app.commands.addCommand(id, {
      // In a narrow toolbar the icon stands alone; its words are its tooltip and its name.
      label: (args) => (args["toolbar"] ? "" : label), caption, icon: (args) => (args["isPalette"] ? undefined : icon), execute,
      describedBy: { args: { type: "object", properties: { path: { type: "string" }, toolbar: { type: "boolean" }, notebook: { type: "string" }, id: { type: "string" } } } },
    });
    palette?.addItem({ command: id, category: trans.__("AI Security Posture"), args: { isPalette: true } });
  };

  add(commandIds.panel, trans.__("Show Posture"), trans.__("Show the posture in the side panel"), aispmIcon, async (args) => {
    const path = string(args["path"]);
    if (path) await aispm.postures.open(path);
    showPanel();
  });
  add(commandIds.scan, trans.__("Scan Registry …"), trans.__("Scan an MLflow registry in a kernel of its own"), refreshIcon, () => actions.scan());
  add(commandIds.notebook, trans.__("Check This Notebook"), trans.__("Check this notebook for secrets, unsafe loads and more"), checkIcon, inNotebook((panel) => actions.checkNotebook(panel)));
  add(commandIds.frame, trans.__("Check This Data Frame"), trans.__("Check the data frame under the cursor, in a cell below"), checkIcon, inNotebook((panel) => actions.checkDataFrame(panel)));
  add(commandIds.board, trans.__("Open Posture in Main Area"), trans.__("Open the whole board in the main area"), launchIcon, async () => {
    const { origin } = aispm.postures;
    if (!origin) return void Notification.warning(trans.__("There is no posture yet. Scan a registry or open a *%1 document first.", suffix), { autoClose: 6000 });
    // What lives in a kernel's memory has no tab to come back to after a reload: it becomes a document first.
    const path = origin.kind === "file" ? origin.path : await actions.export(app.serviceManager.contents);
    if (path) documents.openOrReveal(path, factoryName);
  });
  add(commandIds.snapshot, trans.__("Open Posture Snapshot"), trans.__("Write the posture as one HTML file and open it"), shareIcon, (args) => {
    const { origin } = aispm.postures;
    return actions.snapshot(string(args["path"]), origin?.kind === "notebook" ? follow?.kernelOf(origin.path) ?? null : null);
  });
  add(commandIds.export, trans.__("Export Posture …"), trans.__("Write the posture that is shown as a document"), downloadIcon, () => actions.export(app.serviceManager.contents));
  app.commands.addCommand(commandIds.jump, {
    label: trans.__("Go to the Cell"), caption: trans.__("Open the notebook at the cell that the selected finding names"),
    execute: async (args) => {
      const [notebook, id, path] = [string(args["notebook"]), string(args["id"]), string(args["path"])];
      if (notebook && id) return jump(documents, trans, notebook, { id });
      const place = path === null ? null : cellOf(selectedAsset(aispm.states.of(path).get()));
      return place && path ? jump(documents, trans, besides(path, place.notebook), { position: place.cell }) : undefined;
    },
  });
}
