// The board: one state, painted by its parts; selection anywhere selects everywhere.
import { detail } from "./detail.js";
import { button, el } from "./dom.js";
import { foot, nothingFound } from "./foot.js";
import { header, partial } from "./header.js";
import { help } from "./help.js";
import type { Host } from "./host.js";
import { onKeys } from "./keys.js";
import { picturePane } from "./picture.js";
import { queue } from "./queue.js";
import type { Overview, Row, Source } from "./source.js";
import { format, isFiltered, parse, type Filter, type State } from "./state.js";
import css from "./style.css";
import { toolbar } from "./toolbar.js";
import { count } from "./words.js";

export interface Board { destroy(): void; readonly ready: Promise<void> }

export function render(at: HTMLElement, source: Source, host: Host): Board {
  let state: State = parse(host.state.get());
  let filter: Filter = state;
  let active = ""; // the selected finding, or the first of the queue while nothing is selected
  let shownDetail = "";
  let overview: Overview = { shown: 0, of: source.summary.findings, closed: 0, groups: [], chips: [] };
  let turn = 0;

  const root = el("div", { class: "board", data: { lmSuppressShortcuts: "true" } });
  const pane = el("section", { class: "detail", aria: { label: "this finding" }, tabindex: -1 });
  const keysHelp = help(() => { keysHelp.hidden = true; list.list.focus(); });
  const extras = [
    ...(host.theme.toggle ? [button("icon", "◐", host.theme.toggle, { label: "light or dark" })] : []),
    button("icon", "?", () => showHelp(), { label: "keys" }),
  ];
  const bar = toolbar(change, (key) => source.choices(filter, key), extras);
  const list = queue((offset, limit) => source.rows(filter, state.sort, offset, limit), choose, () => nothingFound(source.summary, isFiltered(state)));
  const picture = picturePane(source, host, root, change, (id) => { select(id); open(true); });
  const style = el("style");
  style.textContent = css;
  root.append(header(source.summary), ...[partial(source.summary)].filter((n) => n !== null), bar.node,
    el("div", { class: "main" }, list.node, pane), picture.node, foot(source.summary), keysHelp);
  at.replaceChildren(style, root);

  function change(next: (state: State) => State): void { move(next(state)); }
  function move(next: State, tell = true): void {
    if (next.q !== state.q || next.where !== state.where) filter = { q: next.q, where: next.where };
    state = next;
    if (tell) host.state.set(format(state));
    void paint();
  }
  function select(id: string): void { move({ ...state, select: id }); }
  function choose(row: Row, opened: boolean): void { select(row.id); if (opened) open(true); }
  function open(yes: boolean): void { root.classList.toggle("aispm-open", yes); if (!yes) list.list.focus(); }
  function showHelp(): void { keysHelp.hidden = !keysHelp.hidden; if (!keysHelp.hidden) keysHelp.focus(); }

  async function paintDetail(id: string): Promise<void> {
    if (shownDetail === id) return;
    const d = id === "" ? null : await source.detail(id);
    if (id !== active) return;
    shownDetail = id;
    pane.replaceChildren(...(d ? detail(d, {
      close: () => open(false), showLineage: () => change((s) => ({ ...s, picture: "lineage" })),
      lookAt: (p) => change((s) => ({ ...s, picture: "lineage", where: new Map([["asset", new Set([p.asset])]]) })),
    }) : [nothingFound(source.summary, isFiltered(state))]));
    pane.scrollTop = 0;
  }

  async function paint(): Promise<void> {
    const now = ++turn;
    const [seen, index] = await Promise.all([source.overview(filter), state.select ? source.indexOf(filter, state.sort, state.select) : -1]);
    const first = state.select === "" ? await source.rows(filter, state.sort, 0, 1) : [];
    if (now !== turn) return;
    overview = seen;
    active = state.select || (first[0]?.id ?? "");
    bar.paint(state, overview);
    await list.paint(overview, said(overview));
    list.select(active, state.select ? index : overview.shown > 0 ? 0 : -1, state.select !== "");
    await paintDetail(active);
    // The queue answers first; the picture follows in the next frame.
    requestAnimationFrame(() => setTimeout(() => { if (now === turn) void picture.paint(state, active); }));
  }

  /** How much of what is shown: nothing is ever left out in silence. */
  function said(o: Overview): string {
    const cut = source.summary.truncated.findings;
    const asked = state.where.has("status");
    return [
      `showing ${count(o.shown)} of ${count(o.of)} ${asked ? "findings" : "open findings"}`,
      !asked && o.closed > 0 && `${count(o.closed)} fixed or waived`,
      cut.of > cut.shown && `this document keeps ${count(cut.shown)} of ${count(cut.of)}`,
    ].filter(Boolean).join(" · ");
  }

  async function step(by: number | "first" | "last"): Promise<void> {
    const index = active ? await source.indexOf(filter, state.sort, active) : -1;
    const to = by === "first" ? 0 : by === "last" ? overview.shown - 1 : Math.min(overview.shown - 1, Math.max(0, index + by));
    const [row] = await source.rows(filter, state.sort, to, 1);
    if (row) select(row.id);
  }

  const quiet = [
    onKeys(host.keys(root), {
      step: (by) => void step(by), page: () => list.page, search: () => bar.search.focus(), help: showHelp, change,
      open: () => { if (active) { if (!state.select) select(active); open(true); pane.querySelector("h2")?.focus(); } },
      fix: () => { open(true); const fix = pane.querySelector<HTMLElement>(".aispm-fix"); fix?.scrollIntoView({ block: "nearest" }); fix?.focus(); },
      inList: (target) => target instanceof Node && (target === document.body || list.node.contains(target) || target === root),
      back: () => {
        if (!keysHelp.hidden) { keysHelp.hidden = true; list.list.focus(); }
        else if (root.classList.contains("aispm-open")) open(false);
        else if (document.activeElement === bar.search && state.q === "") list.list.focus();
        else if (state.q !== "") change((s) => ({ ...s, q: "" }));
        else if (state.where.size > 0) change((s) => ({ ...s, where: new Map() }));
        else if (state.select) select("");
      },
    }),
    host.theme.watch(() => { root.dataset["theme"] = host.theme.get(); void picture.paint(state, active); }),
    host.state.watch((s) => { if (s !== format(state)) move(parse(s), false); }),
  ];
  root.dataset["theme"] = host.theme.get();
  if (source.summary.findings === 0) {
    root.classList.add("aispm-empty");
    root.querySelector(".aispm-foot details")?.setAttribute("open", "");
  }
  let width = 0;
  const sized = new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    picture.resize();
  });
  sized.observe(root);

  return { ready: paint(), destroy() { quiet.forEach((q) => q()); sized.disconnect(); at.replaceChildren(); } };
}
