// Three plugins, so that each can be switched off alone. What only JupyterLab has is optional: Notebook 7 goes without.
import { ILabShell, ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from "@jupyterlab/application";
import { ICommandPalette, WidgetTracker } from "@jupyterlab/apputils";
import { IDocumentManager } from "@jupyterlab/docmanager";
import { INotebookTracker } from "@jupyterlab/notebook";
import { ISettingRegistry } from "@jupyterlab/settingregistry";
import { IStateDB } from "@jupyterlab/statedb";
import { IStatusBar } from "@jupyterlab/statusbar";
import { ITranslator, nullTranslator } from "@jupyterlab/translation";
import { Actions } from "./actions.js";
import { CellFindings } from "./cell-findings.js";
import { addCommands } from "./commands.js";
import { PostureFactory, type PostureDocument } from "./document.js";
import { Follow } from "./follow.js";
import { leaveSpeech } from "../../posture-view/src/page-speech.js";
import { aispmIcon } from "./icon.js";
import { KeptStates } from "./kept-states.js";
import { catalogue } from "./lab-host.js";
import { Marks } from "./marks.js";
import { PosturePanel } from "./panel.js";
import { Postures } from "./postures.js";
import { ScanKernel } from "./scan-kernel.js";
import { Settings } from "./settings.js";
import { StatusItem } from "./status.js";
import { factoryName, IAispm, panelId, suffix, type Aispm } from "./tokens.js";

const domain = "aispm_nb";
const id = "aispm-nb:plugin";

const panel: JupyterFrontEndPlugin<Aispm> = {
  id, autoStart: true, provides: IAispm, description: "The posture panel, its commands and the kernel that scans.",
  requires: [IDocumentManager],
  optional: [INotebookTracker, ISettingRegistry, IStateDB, ICommandPalette, ILayoutRestorer, ILabShell, ITranslator],
  activate(
    app: JupyterFrontEnd, documents: IDocumentManager, notebooks: INotebookTracker | null, registry: ISettingRegistry | null, db: IStateDB | null,
    palette: ICommandPalette | null, restorer: ILayoutRestorer | null, lab: ILabShell | null, translator: ITranslator | null,
  ): Aispm {
    const trans = (translator ?? nullTranslator).load(domain);
    leaveSpeech({ catalogue: catalogue(trans) }); // for boards in notebooks
    const settings = new Settings();
    const states = new KeptStates(db);
    const aispm: Aispm = {
      settings, states, postures: new Postures(app.serviceManager.contents, db), cells: new CellFindings(), kernel: new ScanKernel(app.serviceManager, settings),
    };
    const view = new PosturePanel(aispm, app.commands, notebooks, trans);
    const showPanel = (): void => app.shell.activateById(panelId);
    const follow = notebooks ? new Follow(aispm, notebooks) : null;
    const actions = new Actions(aispm, documents, db, trans, showPanel);
    addCommands({ app, aispm, actions, follow, documents, notebooks, palette, trans, showPanel });
    app.shell.add(view, "left", { rank: 650, type: "AI Security Posture" });
    restorer?.add(view, panelId);
    if (notebooks) {
      new Marks(aispm, notebooks, trans, (finding) => { view.showFinding(finding); showPanel(); });
    }
    void lab; // named so that JupyterLab's own shell is started first where there is one
    // Neither is waited for: the state database answers only once all plugins have started.
    const settled = settings.load(registry, id).catch(() => undefined);
    void app.restored.then(async () => {
      const [before] = await Promise.all([aispm.postures.before(), states.ready, settled]);
      if (aispm.postures.status.is !== "empty") return;
      if (before?.kind === "file") await aispm.postures.open(before.path);
      if (before?.kind === "notebook") follow?.restore(before.path);
      if (await aispm.kernel.adopt()) await actions.adopt();
    });
    return aispm;
  },
};

const documentType: JupyterFrontEndPlugin<void> = {
  id: "aispm-nb:document", autoStart: true, description: "*.posture.json opens as a board.",
  requires: [IAispm], optional: [ILayoutRestorer, ITranslator],
  activate(app: JupyterFrontEnd, aispm: Aispm, restorer: ILayoutRestorer | null, translator: ITranslator | null): void {
    const trans = (translator ?? nullTranslator).load(domain);
    app.docRegistry.addFileType({
      name: "aispm-posture", displayName: trans.__("AI security posture"), extensions: [suffix], mimeTypes: ["application/json"], fileFormat: "text", contentType: "file", icon: aispmIcon,
    });
    const factory = new PostureFactory(app.commands, aispm.states, trans);
    const tracker = new WidgetTracker<PostureDocument>({ namespace: "aispm-posture" });
    factory.widgetCreated.connect((_, document) => {
      document.title.icon = aispmIcon;
      void tracker.add(document);
      // A panel that has nothing to show follows the first document that is opened.
      void document.context.ready.then(() => { if (aispm.postures.status.is === "empty") void aispm.postures.open(document.context.path); });
      document.context.pathChanged.connect(() => void tracker.save(document));
    });
    app.docRegistry.addWidgetFactory(factory);
    void restorer?.restore(tracker, { command: "docmanager:open", args: (d) => ({ path: d.context.path, factory: factoryName }), name: (d) => d.context.path });
  },
};

const status: JupyterFrontEndPlugin<void> = {
  id: "aispm-nb:status", autoStart: true, description: "Score and what is to be fixed now, in the status bar.",
  requires: [IAispm], optional: [IStatusBar, ITranslator],
  activate(app: JupyterFrontEnd, aispm: Aispm, bar: IStatusBar | null, translator: ITranslator | null): void {
    const trans = (translator ?? nullTranslator).load(domain);
    let item: { dispose(): void } | null = null;
    const follow = (): void => {
      if (aispm.settings.statusBar && !item) item = bar?.registerStatusItem("aispm-nb:status", { item: new StatusItem(aispm, app.commands, trans), align: "left", rank: 50 }) ?? null;
      if (!aispm.settings.statusBar && item) { item.dispose(); item = null; }
    };
    aispm.settings.changed.connect(follow);
    follow();
  },
};

export default [panel, documentType, status];
