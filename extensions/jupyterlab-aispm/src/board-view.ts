// One board over one document, or the words for why there is none. The panel and the main area both show this.
import type { TranslationBundle } from "@jupyterlab/translation";
import { Widget } from "@lumino/widgets";
import { render, type Board } from "../../posture-view/src/board.js";
import type { Host } from "../../posture-view/src/host.js";
import { skeleton } from "../../posture-view/src/skeleton.js";
import { labHost } from "./lab-host.js";
import type { Shown } from "./postures.js";
import { say, type Said } from "./say.js";

export class BoardView extends Widget {
  private board: Board | null = null;

  constructor(private readonly trans: TranslationBundle) {
    super();
    this.addClass("jp-aispm-board");
  }

  draw(shown: Shown, state: Host["state"]): void {
    this.clear();
    this.board = render(this.node, shown.source, labHost(this.node, state, this.trans));
  }

  reading(): void {
    this.clear();
    skeleton(this.node);
  }

  say(said: Said): void {
    this.clear();
    this.node.replaceChildren(say(said));
  }

  /** Where the keyboard goes when this is opened: the queue, or the first thing that can be done. */
  focus(): void {
    const { node } = this;
    (node.querySelector<HTMLElement>("[role=listbox]") ?? node.querySelector<HTMLElement>("button"))?.focus({ preventScroll: true });
  }

  override dispose(): void {
    this.clear();
    super.dispose();
  }

  private clear(): void {
    this.board?.destroy();
    this.board = null;
    this.node.replaceChildren();
  }
}
