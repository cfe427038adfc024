// The board in a notebook (anywidget): the document comes as a gzipped buffer, once; of a large posture the rest is asked for.
import { KernelSource, posting } from "./ask.js";
import { render } from "./board.js";
import { el } from "./dom.js";
import type { Host } from "./host.js";
import { ask, hideCard, pageTheme, type Kernel } from "./kernel.js";
import { PageSource } from "./page.js";
import { gunzip } from "./gunzip.js";
import { pageSpeech } from "./page-speech.js";
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
    theme: pageTheme(at),
    speech: pageSpeech(),
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
      const { bytes, asks } = await ask(model);
      const posture = readPosture(JSON.parse(await gunzip(bytes)));
      hideCard(model.get("card"));
      const board = render(place, asks ? new KernelSource(posture, posting(model)) : new PageSource(posture), host(model, place));
      return () => board.destroy();
    } catch (error) {
      skeleton(place, error instanceof Error ? error.message : String(error));
      return () => place.replaceChildren();
    }
  },
};
