// report.view() in a notebook (anywidget): the document comes once, as a gzipped buffer.
import { el } from "../dom.js";
import { ask, hideCard, pageTheme, type Kernel } from "../kernel.js";
import { gunzip } from "../gunzip.js";
import { pageSpeech } from "../page-speech.js";
import { list, num } from "../posture.js";
import { speak } from "../say.js";
import { skeleton } from "../skeleton.js";
import { readRows } from "./document.js";
import { renderRows, type RowsHost } from "./view.js";

interface Model extends Kernel {
  get(name: "selection" | "card"): unknown;
  set(name: "selection", value: readonly number[]): void;
  save_changes(): void;
}

const selection = (model: Model): RowsHost["selection"] => ({
  get: () => list(model.get("selection")).map(num),
  set(rows) { model.set("selection", rows); model.save_changes(); },
  watch(act) {
    const changed = (): void => act(list(model.get("selection")).map(num));
    model.on("change:selection", changed);
    return () => model.off("change:selection", changed);
  },
});

export default {
  async render({ model, el: at }: { model: Model; el: HTMLElement }): Promise<() => void> {
    const place = el("div", { class: "place" });
    at.append(place);
    speak(pageSpeech());
    skeleton(place, "", "view of the rows");
    try {
      const read: unknown = JSON.parse(await gunzip((await ask(model)).bytes));
      const destroy = renderRows(place, readRows(read), { theme: pageTheme(place), selection: selection(model) });
      hideCard(String(model.get("card")));
      return destroy;
    } catch (error) {
      skeleton(place, error instanceof Error ? error.message : String(error), "view of the rows");
      return () => place.replaceChildren();
    }
  },
};
