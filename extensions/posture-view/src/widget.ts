// The board in a notebook (anywidget): the document and Plotly come as gzipped buffers, each once.
import { render } from "./board.js";
import { el } from "./dom.js";
import type { Host, Theme } from "./host.js";
import { PageSource } from "./page.js";
import { gunzip, plotly } from "./plotly.js";
import { readPosture } from "./posture.js";
import { skeleton } from "./skeleton.js";

interface Model {
  get(name: "state" | "card"): string;
  set(name: "state", value: string): void;
  save_changes(): void;
  on(event: string, act: (...args: never[]) => void): void;
  off(event: string, act: (...args: never[]) => void): void;
  send(content: object): void;
}
interface Reply { readonly kind?: unknown }

/** Ask the kernel for one of its buffers; a kernel that does not answer is said so. */
function ask(model: Model, kind: "document" | "plotly"): Promise<BlobPart> {
  return new Promise((done, failed) => {
    const late = setTimeout(() => { model.off("msg:custom", heard); failed(new Error("The kernel does not answer. Run the cell again.")); }, 60_000);
    const heard = (reply: Reply, buffers: readonly DataView<ArrayBuffer>[]): void => {
      const bytes = buffers[0];
      if (reply.kind !== kind || !bytes) return;
      clearTimeout(late);
      model.off("msg:custom", heard);
      done(bytes);
    };
    model.on("msg:custom", heard);
    model.send({ kind });
  });
}

/** Light or dark by what is behind the board, so that any notebook's theme is followed. */
function ground(at: HTMLElement): Theme {
  for (let node: HTMLElement | null = at; node; node = node.parentElement) {
    const [r, g, b, a] = getComputedStyle(node).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [];
    if (r !== undefined && g !== undefined && b !== undefined && a !== 0) return 0.3 * r + 0.59 * g + 0.11 * b < 128 ? "dark" : "light";
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function host(model: Model, at: HTMLElement): Host {
  return {
    keys: (board) => board,
    plotly: () => plotly(() => ask(model, "plotly")),
    theme: {
      get: () => ground(at.parentElement ?? document.body),
      watch(act) {
        // A theme's style sheet arrives after its name changes.
        const seen = new MutationObserver(() => { act(); setTimeout(act, 300); });
        seen.observe(document.body, { attributes: true, attributeFilter: ["class", "data-jp-theme-name", "data-jp-theme-light", "data-vscode-theme-kind"] });
        return () => seen.disconnect();
      },
    },
    state: {
      get: () => model.get("state"),
      set(state) { model.set("state", state); model.save_changes(); },
      watch(act) {
        const changed = (): void => act(model.get("state"));
        model.on("change:state", changed);
        return () => model.off("change:state", changed);
      },
    },
  };
}

export default {
  async render({ model, el: at }: { model: Model; el: HTMLElement }): Promise<() => void> {
    const place = el("div", { class: "place" });
    at.append(place);
    skeleton(place);
    try {
      const read: unknown = JSON.parse(await gunzip(await ask(model, "document")));
      // The card that stands in for the board where nothing is live has done its work.
      const card = document.getElementsByClassName(model.get("card"))[0];
      if (card instanceof HTMLElement) card.hidden = true;
      const board = render(place, new PageSource(readPosture(read)), host(model, place));
      return () => board.destroy();
    } catch (error) {
      skeleton(place, error instanceof Error ? error.message : String(error));
      return () => place.replaceChildren();
    }
  },
};
