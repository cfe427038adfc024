// *.posture.json opens as a board in the main area, without a kernel.
import type { CommandRegistry } from "@lumino/commands";
import { ABCWidgetFactory, DocumentWidget, type DocumentRegistry } from "@jupyterlab/docregistry";
import type { TranslationBundle } from "@jupyterlab/translation";
import { CommandToolbarButton } from "@jupyterlab/apputils";
import { cellOf, selectedAsset } from "./assets.js";
import { BoardView } from "./board-view.js";
import type { KeptStates } from "./kept-states.js";
import { readShown } from "./postures.js";
import { commandIds, factoryName, suffix } from "./tokens.js";

export type PostureDocument = DocumentWidget<BoardView>;

export class PostureFactory extends ABCWidgetFactory<PostureDocument> {
  constructor(private readonly commands: CommandRegistry, private readonly states: KeptStates, private readonly trans: TranslationBundle) {
    super({ name: factoryName, label: trans.__("AI security posture"), fileTypes: ["aispm-posture"], defaultFor: ["aispm-posture"], readOnly: true, modelName: "text" });
  }

  protected createNewWidget(context: DocumentRegistry.Context): PostureDocument {
    const content = new BoardView(this.trans);
    const document = new DocumentWidget({ content, context });
    document.addClass("jp-aispm-document");
    const state = this.states.of(context.path);
    for (const id of [commandIds.panel, commandIds.snapshot]) {
      document.toolbar.addItem(id, new CommandToolbarButton({ commands: this.commands, id, args: { path: context.path, toolbar: true } }));
    }
    // Drawn again only when what was read has changed: a revert to the same text keeps the place of the reader.
    let drawn: string | null = null;
    const draw = (): void => {
      const json = context.model.toString();
      if (json === drawn) return;
      drawn = json;
      try {
        content.draw(readShown({ kind: "file", path: context.path }, json), state);
      } catch (error) {
        content.say(this.unreadable(context.path, error instanceof Error ? error.message : String(error)));
      }
    };
    const jump = new CommandToolbarButton({ commands: this.commands, id: commandIds.jump, args: { path: context.path, toolbar: true } });
    document.toolbar.addItem(commandIds.jump, jump);
    jump.hide();
    const selected = (now: string): void => { jump.setHidden(cellOf(selectedAsset(now)) === null); };
    const quiet = state.watch(selected);
    document.disposed.connect(quiet);
    content.reading();
    void Promise.all([context.ready, this.states.ready]).then(() => {
      if (document.isDisposed) return;
      draw();
      selected(state.get());
      context.model.contentChanged.connect(draw);
      document.disposed.connect(() => context.model.contentChanged.disconnect(draw));
    });
    return document;
  }

  private unreadable(path: string, found: string): Parameters<BoardView["say"]>[0] {
    const { trans } = this;
    return {
      title: trans.__("This posture cannot be shown"), alert: true,
      lines: [
        trans.__("Expected: a posture document (*%1), as posture.to_json() or a scan writes it.", suffix),
        trans.__("Found: %1", found),
        trans.__("Next: write it again, or look at what is in the file."),
      ],
      moves: [{ words: trans.__("Open as text"), first: true, act: () => void this.commands.execute("docmanager:open", { path, factory: "Editor" }) }],
    };
  }
}
