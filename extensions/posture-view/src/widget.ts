// The board in a notebook (anywidget): the document and Plotly come as gzipped buffers, each once.
import { render } from "./board.js";
import { el } from "./dom.js";
import type { Host } from "./host.js";
import { ask, hideCard, pageTheme, type Kernel } from "./kernel.js";
import { PageSource } from "./page.js";
import { gunzip, plotly } from "./plotly.js";
import { readPosture } from "./posture.js";
import { skeleton } from "./skeleton.js";

interface Model extends Kernel {
  get(name: "state" | "card"): string;
  set(name: "state", value: string): void;
  save_changes(): void;
}

function host(model: Model, at: HTMLElement): Host {
  return {
    keys: (board) => board,
    plotly: () => plotly(() => ask(model, "plotly")),
    theme: pageTheme(at),
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
      hideCard(model.get("card"));
      const board = render(place, new PageSource(readPosture(read)), host(model, place));
      return () => board.destroy();
    } catch (error) {
      skeleton(place, error instanceof Error ? error.message : String(error));
      return () => place.replaceChildren();
    }
  },
};
