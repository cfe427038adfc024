// One picture at a time, filtered by the queue and filtering it. Drawn here, of elements that can be pressed and named:
// a chart library cost 430 kB, three times the repaint, and could not be reached by keyboard (docs/decisions.md).
import { el } from "./dom.js";
import { pressed, write } from "./keep.js";
import { lineage } from "./pictures/lineage.js";
import { models } from "./pictures/models.js";
import { risk } from "./pictures/risk.js";
import { oneStop, redrawn, roving } from "./roving.js";
import { t } from "./say.js";
import type { Source } from "./source.js";
import { toggle, type Key, type Picture, type State } from "./state.js";

const words: readonly (readonly [Picture, string, string])[] = [
  ["models", "by model", "area: findings weighed by priority · tint: worst severity"],
  ["risk", "by risk", "likelihood up, impact to the right"],
  ["lineage", "lineage", "data flows to the right; the selected way is strong"],
  ["none", "hide", ""],
];
/** What a press in a picture filters by. */
const keys: Readonly<Record<string, Key>> = { models: "model", risk: "risk", lineage: "asset" };
let panes = 0;

export interface PicturePane { readonly node: HTMLElement; paint(state: State): Promise<void>; resize(): void }
type Draw = (width: number, height: number) => HTMLElement;

export function picturePane(
  source: Source, root: HTMLElement, change: (next: (state: State) => State) => void, choose: (id: string) => void,
): PicturePane {
  const name = `aispm-${++panes}-picture`;
  const tabs = words.map(([picture, title]) => el("button", { class: "tab", type: "button", role: "tab", id: `${name}-${picture}`, data: { picture, stop: "" },
    aria: { controls: name }, on: { click: () => change((s) => ({ ...s, picture })) } }, t(title)));
  const tablist = el("div", { class: "tablist", role: "tablist", aria: { label: t("picture") } }, ...tabs);
  const note = el("span", { class: "faint note" });
  const canvas = el("div", { class: "canvas" });
  const waiting = el("p", { class: "waiting", role: "status" }, "");
  const stage = el("div", { class: "stage", role: "tabpanel", id: name }, canvas, waiting);
  const node = el("section", { class: "picture", aria: { label: t("picture") } }, el("div", { class: "tabs" }, tablist, note), stage);
  roving(tablist);
  roving(canvas);
  let asked = 0;
  let draw: Draw | null = null;
  // Kept, as asking for it would lay the page out in the midst of a repaint.
  const size = { width: 0, height: 0 };

  canvas.addEventListener("click", (event) => {
    const dot = pressed(event, "[data-id]")?.dataset["id"];
    const said = pressed(event, "[data-stop], [data-of]")?.dataset;
    const [key, value] = [keys[node.dataset["picture"] ?? ""], said?.["stop"] ?? said?.["of"]];
    if (dot) choose(dot);
    else if (key && value !== undefined) change((s) => toggle(s, key, value));
  });

  /** What to draw, or why there is nothing to draw. */
  async function figure(state: State): Promise<readonly [Draw | null, string]> {
    if (state.picture === "models") {
      const tiles = await source.tiles(state);
      if (tiles.length === 0) return [null, t("Nothing to draw: no finding matches.")];
      return [(w, h) => models(tiles, state.where.get("model"), w, h), ""];
    }
    if (state.picture === "risk") {
      const cells = await source.risks(state);
      return [() => risk(cells, state.where.get("risk")), ""];
    }
    const graph = await source.lineage(state);
    if (graph.nodes.length === 0) return [null, t("No lineage was recorded. Log inputs with mlflow.log_input() and scan again.")];
    return [(w, h) => lineage(graph, w, h), t("{n} of {of} assets", { n: graph.nodes.length, of: graph.of })];
  }

  function redraw(): void {
    if (size.width === 0) [size.width, size.height] = [canvas.clientWidth, canvas.clientHeight];
    const { width, height } = size;
    if (!draw || width === 0) return;
    redrawn(canvas, draw(width, height));
  }

  return {
    node,
    async paint(state) {
      const ticket = ++asked;
      for (const tab of tabs) tab.setAttribute("aria-selected", String(tab.dataset["picture"] === state.picture));
      oneStop(tablist);
      stage.setAttribute("aria-labelledby", `${name}-${state.picture}`);
      root.classList.toggle("aispm-no-picture", state.picture === "none");
      const about = t(words.find(([p]) => p === state.picture)?.[2] ?? "");
      if (state.picture === "none") { write(note, ""); return; }
      try {
        const [made, said] = await figure(state);
        if (ticket !== asked) return;
        draw = made;
        write(waiting, made ? "" : said);
        waiting.hidden = made !== null;
        node.dataset["picture"] = state.picture;
        if (!made) canvas.replaceChildren();
        write(note, made && said ? `${about} · ${said}` : about);
        redraw();
        node.dataset["drawn"] = state.picture;
      } catch (error) {
        if (ticket !== asked) return;
        canvas.replaceChildren();
        waiting.hidden = false;
        waiting.textContent = error instanceof Error ? error.message : String(error);
      }
    },
    resize() { size.width = 0; redraw(); },
  };
}
