// The left panel: what can be done, the notebook in front, the board in its narrow form, and history.
import { CommandToolbarButton, Toolbar } from "@jupyterlab/apputils";
import type { INotebookTracker } from "@jupyterlab/notebook";
import type { TranslationBundle } from "@jupyterlab/translation";
import type { CommandRegistry } from "@lumino/commands";
import type { Message } from "@lumino/messaging";
import { PanelLayout, Widget } from "@lumino/widgets";
import { cellOf, selectedAsset, selecting } from "./assets.js";
import { BoardView } from "./board-view.js";
import type { CellFinding } from "./cell-findings.js";
import { history } from "./history.js";
import { aispmIcon } from "./icon.js";
import { notebookPart } from "./notebook-part.js";
import type { Origin, Status } from "./postures.js";
import { missing, type Said } from "./say.js";
import { commandIds, panelId, suffix, type Aispm } from "./tokens.js";

const tools = [commandIds.scan, commandIds.board, commandIds.snapshot, commandIds.export, commandIds.notebook];

export class PosturePanel extends Widget {
  private readonly board: BoardView;
  private readonly above = new Widget();
  private readonly below = new Widget();
  private drawn: Status | null = null;
  private chosen = "";
  private toChosen = false;
  private quiet: () => void = () => undefined;

  constructor(
    private readonly aispm: Aispm, private readonly commands: CommandRegistry, private readonly notebooks: INotebookTracker | null,
    private readonly trans: TranslationBundle,
  ) {
    super();
    this.board = new BoardView(trans);
    this.id = panelId;
    this.addClass("jp-aispm-panel");
    this.title.icon = aispmIcon;
    this.title.caption = trans.__("AI security posture");
    this.node.setAttribute("role", "region");
    this.node.setAttribute("aria-label", trans.__("AI security posture"));
    const bar = new Toolbar();
    bar.node.setAttribute("aria-label", trans.__("posture"));
    for (const id of tools) bar.addItem(id, new CommandToolbarButton({ commands, id, args: { toolbar: true } }));
    const layout = new PanelLayout(); // the sheet lays them out: what is above and below takes what it needs, the board the rest
    this.layout = layout;
    for (const part of [bar, this.above, this.board, this.below]) layout.addWidget(part);
    aispm.postures.changed.connect(() => this.draw());
    aispm.cells.changed.connect(() => this.drawNotebook());
    notebooks?.currentChanged.connect(() => { this.chosen = ""; this.drawNotebook(); });
  }

  /** One finding on a cell, before the panel is activated: on the board if it is of the posture, else among those of the notebook in front. */
  showFinding({ id, cell }: CellFinding): void {
    const { shown } = this.aispm.postures;
    if (id && shown) {
      const state = this.aispm.states.of(shown.origin.path);
      state.set(selecting(state.get(), id));
      return;
    }
    this.chosen = cell;
    this.toChosen = true;
    this.drawNotebook();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this.draw();
  }
  protected override onActivateRequest(): void {
    const summary = this.toChosen ? this.above.node.querySelector<HTMLElement>("details[open] > summary") : null;
    this.toChosen = false;
    if (summary) summary.focus();
    else this.board.focus();
  }

  /** Nothing is drawn while nobody looks. */
  private draw(): void {
    const { status } = this.aispm.postures;
    if (!this.isVisible || status === this.drawn) return;
    this.drawn = status;
    this.quiet();
    this.quiet = () => undefined;
    this.below.node.replaceChildren();
    if (status.is === "shown") this.drawShown(status);
    else if (status.is === "reading") this.board.reading();
    else if (status.is === "missing") this.board.say(missing(this.trans, status.kernel, () => void this.commands.execute(commandIds.scan)));
    else if (status.is === "failed") this.board.say(this.failed(status.origin, status.found));
    else void this.empty();
    this.drawNotebook();
  }

  private drawShown({ shown }: Extract<Status, { is: "shown" }>): void {
    const { trans } = this;
    const state = this.aispm.states.of(shown.origin.path);
    this.board.draw(shown, state);
    const origin = document.createElement("p");
    origin.className = "jp-aispm-origin";
    const name = shown.origin.path.split("/").at(-1) ?? "";
    origin.textContent = shown.origin.kind === "file" ? name : trans.__("made in %1, in its kernel's memory", name);
    origin.title = shown.origin.path;
    const jump = new CommandToolbarButton({ commands: this.commands, id: commandIds.jump, args: { path: shown.origin.path, toolbar: true } });
    const selected = (now: string): void => { jump.setHidden(cellOf(selectedAsset(now)) === null); };
    selected(state.get());
    const watching = state.watch(selected);
    this.below.node.replaceChildren(history(trans, shown.posture.trend), origin);
    Widget.attach(jump, this.below.node, this.below.node.firstElementChild as HTMLElement);
    this.quiet = () => { watching(); if (jump.isAttached) Widget.detach(jump); jump.dispose(); };
  }

  private drawNotebook(): void {
    const panel = this.notebooks?.currentWidget;
    const path = panel?.context.path ?? "";
    const findings = this.aispm.cells.of(path);
    this.above.node.replaceChildren(...(findings && this.isVisible
      ? [notebookPart(this.trans, path, findings, this.chosen, (cell) => void this.commands.execute(commandIds.jump, { notebook: path, id: cell }))] : []));
  }

  private failed(origin: Origin, found: string): Said {
    const { trans } = this;
    return {
      title: trans.__("The posture cannot be shown"), alert: true,
      lines: [trans.__("Expected: a posture document at %1.", origin.path), trans.__("Found: %1", found)],
      moves: [
        { words: trans.__("Scan the registry"), first: true, act: () => void this.commands.execute(commandIds.scan) },
        { words: trans.__("Read it again"), act: () => void this.aispm.postures.open(origin.path) },
      ],
    };
  }

  /** No posture yet: the way to one, and the documents that are already here. */
  private async empty(): Promise<void> {
    const { trans } = this;
    const { postures, settings } = this.aispm;
    const here = await postures.documents(settings.folder).catch(() => []);
    if (postures.status.is !== "empty") return;
    this.board.say({
      title: trans.__("No posture yet"),
      lines: [trans.__("Scan an MLflow registry, run ws.scan() in a notebook, or open a *%1 document.", suffix)],
      moves: [{ words: trans.__("Scan a registry …"), first: true, act: () => void this.commands.execute(commandIds.scan) }],
      ...(here.length > 0 ? { also: {
        words: trans.__("Or open one that is here, newest first:"),
        moves: here.slice(0, 8).map((path) => ({ words: path, act: () => void postures.open(path) })),
      } } : {}),
    });
  }
}
