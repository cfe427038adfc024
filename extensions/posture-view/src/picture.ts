// One picture at a time, filtered by the queue and filtering it.
import { el } from "./dom.js";
import type { Host } from "./host.js";
import { lineage } from "./pictures/lineage.js";
import { look } from "./pictures/look.js";
import { models } from "./pictures/models.js";
import { risk } from "./pictures/risk.js";
import { config, type Figure, type Plot, type Plotly, type PlotlyEvent } from "./plotly.js";
import type { Source } from "./source.js";
import { toggle, type Picture, type State } from "./state.js";
import { count } from "./words.js";

const words: readonly (readonly [Picture, string, string])[] = [
  ["models", "by model", "area: findings weighed by priority · tint: worst severity"],
  ["risk", "by risk", "likelihood up, impact to the right"],
  ["lineage", "lineage", "data flows to the right; the selected way is strong"],
  ["none", "hide", ""],
];

export interface PicturePane { readonly node: HTMLElement; paint(state: State, active: string): Promise<void>; resize(): void }

export function picturePane(
  source: Source, host: Host, root: HTMLElement, change: (next: (state: State) => State) => void, choose: (id: string) => void,
): PicturePane {
  const tabs = words.map(([picture, title]) => el("button", { class: "tab", type: "button", role: "tab", data: { picture },
    on: { click: () => change((s) => ({ ...s, picture })) } }, title));
  const note = el("span", { class: "faint note" });
  const canvas = el("div", { class: "canvas" });
  const waiting = el("p", { class: "waiting", role: "status" }, "Drawing …");
  const node = el("section", { class: "picture", aria: { label: "picture" } },
    el("div", { class: "tabs", role: "tablist" }, ...tabs, note), el("div", { class: "stage" }, canvas, waiting));
  let asked = 0;
  let drawn: Picture | null = null;
  let library: Plotly | null = null;

  async function figure(state: State, active: string): Promise<readonly [Figure | null, string]> {
    const l = look(root, host.theme.get());
    if (state.picture === "models") {
      const tiles = await source.tiles(state);
      return tiles.length > 0 ? [models(tiles, state.where.get("model"), l), ""] : [null, "Nothing to draw: no finding matches."];
    }
    if (state.picture === "risk") return [risk(await source.risks(state), state.where.get("risk"), l), ""];
    const graph = await source.lineage(active);
    const focus = (await source.detail(active))?.place.asset ?? "";
    return graph.nodes.length > 0 ? [lineage(graph, focus, l), `${count(graph.nodes.length)} of ${count(graph.of)} assets`] : [null, "No lineage was recorded. Log inputs with mlflow.log_input() and scan again."];
  }

  function click(event: PlotlyEvent, picture: Picture): boolean {
    const chosen = event.points?.[0]?.customdata;
    const text = Array.isArray(chosen) ? String(chosen[0]) : typeof chosen === "string" ? chosen : "";
    if (text === "") return false;
    if (picture === "risk") choose(text);
    else change((s) => toggle(s, picture === "models" ? "model" : "asset", text));
    return false; // a treemap must not zoom: it filters
  }

  function listen(plot: Plot, picture: Picture): void {
    plot.on(picture === "models" ? "plotly_treemapclick" : "plotly_click", (e) => click(e, picture));
    if (picture === "risk") plot.on("plotly_clickannotation", (e) => { const cell = e.annotation?.name; if (cell) change((s) => toggle(s, "risk", cell)); });
  }

  return {
    node,
    async paint(state, active) {
      const ticket = ++asked;
      for (const tab of tabs) tab.setAttribute("aria-selected", String(tab.dataset["picture"] === state.picture));
      root.classList.toggle("aispm-no-picture", state.picture === "none");
      note.textContent = words.find(([p]) => p === state.picture)?.[2] ?? "";
      if (state.picture === "none") return;
      try {
        library ??= await host.plotly();
        const [fig, said] = await figure(state, active);
        if (ticket !== asked || !node.isConnected || node.clientWidth === 0) return;
        if (drawn !== state.picture || !fig) { library.purge(canvas); drawn = null; }
        waiting.textContent = fig ? "" : said;
        waiting.hidden = fig !== null;
        if (!fig) return;
        if (said) note.textContent = `${note.textContent} · ${said}`;
        node.dataset["picture"] = state.picture;
        const plot = await library.react(canvas, fig.data, fig.layout, config);
        if (drawn === null) listen(plot, state.picture);
        drawn = state.picture;
        node.dataset["drawn"] = state.picture;
      } catch (error) {
        waiting.hidden = false;
        waiting.textContent = error instanceof Error ? error.message : String(error);
      }
      if (ticket === asked) root.dispatchEvent(new CustomEvent("aispm-painted")); // the benchmark listens
    },
    resize() { if (library && drawn) void library.Plots.resize(canvas); },
  };
}
