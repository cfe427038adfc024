// The board: one state, painted by its parts; selection anywhere selects everywhere.
import { detail } from "./detail.js";
import { button, el } from "./dom.js";
import { foot, nothingFound } from "./foot.js";
import { header, partial } from "./header.js";
import { help } from "./help.js";
import type { Host } from "./host.js";
import { put } from "./keep.js";
import { onKeys } from "./keys.js";
import { picturePane } from "./picture.js";
import { queue } from "./queue.js";
import { speak, t } from "./say.js";
import type { Overview, Row, Source } from "./source.js";
import { format, isFiltered, parse, type State } from "./state.js";
import css from "./style.css";
import { supposing } from "./supposing.js";
import { toolbar } from "./toolbar.js";

export interface Board { destroy(): void; readonly ready: Promise<void> }

const slow = 400; // milliseconds without an answer before it is said

export function render(at: HTMLElement, source: Source, host: Host): Board {
  if (host.speech) speak(host.speech);
  let state: State = parse(host.state.get());
  let active = ""; // the selected finding, or the first of the queue while nothing is selected
  let position = -1; // where that stands in the queue
  let onPage: { id: string; whatIf: State["whatIf"] } | null = null; // whose detail is painted
  let painted: State | null = null;
  let scrolled = false; // the pane: to set or ask it anew would lay the page out in the midst of a repaint
  let telling = false; // the host has yet to hear of the state: after the paint, or a kernel would be kept from answering
  let overview: Overview = { shown: 0, of: source.summary.findings, closed: 0, groups: [], chips: [], recorded: [], moved: 0 };

  const root = el("div", { class: "board", data: { lmSuppressShortcuts: "true" } });
  const pane = el("section", { class: "detail", aria: { label: t("this finding") }, tabindex: 0 });
  pane.addEventListener("scroll", () => { scrolled = pane.scrollTop > 0; }, { passive: true });
  const keysHelp = help(() => { keysHelp.hidden = true; list.list.focus(); });
  const suppose = supposing(source.summary, change);
  const extras = [
    ...(source.summary.decisions ? [suppose.toggle] : []),
    ...(host.theme.toggle ? [button("icon", "◐", host.theme.toggle, { label: t("light or dark") })] : []),
    button("icon", "?", () => showHelp(), { label: t("keys") }),
  ];
  const bar = toolbar(change, (key) => source.choices(state, key), extras, () => list.list.focus({ preventScroll: true }));
  const list = queue((offset, limit) => source.rows(state, offset, limit), choose, () => nothingFound(source.summary, isFiltered(state)));
  const picture = picturePane(source, root, change, (id) => { select(id); open(true); });
  const style = el("style");
  style.textContent = css;
  root.append(header(source.summary), ...[partial(source.summary)].filter((n) => n !== null), bar.node, suppose.node,
    el("div", { class: "main" }, list.node, pane), picture.node, foot(source.summary), keysHelp);
  at.replaceChildren(style, root);

  function change(next: (state: State) => State): void { move(next(state)); }
  function move(next: State, tell = true): void {
    state = next;
    telling ||= tell;
    void paint();
  }
  function select(id: string): void { list.mark(id); move({ ...state, select: id }); }
  function choose(row: Row, index: number): void { position = index; select(row.id); open(true); }
  function open(yes: boolean): void { root.classList.toggle("aispm-open", yes); if (!yes) list.list.focus(); }
  /** A sheet over the queue lies over the picture too, and makes way for it. */
  function draw(next: (state: State) => State): void {
    if (getComputedStyle(pane).position === "absolute") open(false);
    change(next);
  }
  function showHelp(): void { keysHelp.hidden = !keysHelp.hidden; if (!keysHelp.hidden) keysHelp.focus(); }

  /** All questions of a turn leave before the first answer is awaited: with a kernel they are one message. */
  async function turn(): Promise<void> {
    const now = state;
    const known = onPage?.whatIf === now.whatIf ? onPage.id : "";
    const counted = painted !== null && painted.q === now.q && painted.where === now.where && painted.whatIf === now.whatIf;
    const listed = counted && painted?.sort === now.sort;
    // What does not hang on what has changed is neither asked nor painted again.
    const first = painted === null; // the queue is there before the first picture, whatever that takes
    const drawn = counted && painted?.picture === now.picture && now.picture !== "lineage";
    const asked = [counted ? overview : source.overview(now), source.shown(now, known), listed ? null : list.fetch(), drawn || first ? null : picture.paint(now)] as const;
    const [seen, shown, window] = await Promise.all(asked);
    if (now !== state && now.select === state.select && (now.where !== state.where || now.q !== state.q)) return; // a newer filter is on its way
    overview = seen;
    active = shown.id;
    position = shown.index;
    if (!listed) {
      bar.paint(now, overview);
      suppose.paint(now, overview);
      await list.paint(overview, said(now, overview), window, painted !== null && painted.whatIf !== now.whatIf);
    }
    list.select(active, position, now.select !== "" && painted?.select !== now.select);
    painted = now;
    if (shown.id === "" || shown.detail || shown.index < 0 && known !== shown.id) {
      const same = onPage !== null && shown.detail !== null && onPage.id === shown.id;
      onPage = shown.detail ? { id: shown.id, whatIf: now.whatIf } : null;
      const content = shown.detail ? detail(shown.detail, source.summary, now.whatIf, {
        suppose: source.summary.decisions ? (input) => { if (getComputedStyle(pane).position === "absolute") open(false); suppose.open(input); } : null,
        close: () => open(false), showLineage: () => draw((s) => ({ ...s, picture: "lineage" })),
        lookAt: (p) => draw((s) => ({ ...s, picture: "lineage", where: new Map([["asset", new Set([p.asset])]]) })),
      }) : [nothingFound(source.summary, isFiltered(now))];
      // Of the same finding what reads alike stays: only what is new is laid out, and a place in it is kept.
      if (same) put(pane, content, false);
      else pane.replaceChildren(...content);
      if (scrolled && !same) pane.scrollTop = 0;
    }
    if (first) await picture.paint(now);
  }

  function tell(): void {
    if (telling) host.state.set(format(state));
    telling = false;
  }

  let painting: Promise<void> | null = null;
  /** One turn at a time, then once more for the newest state: a slider never builds up a queue of questions. */
  function paint(): Promise<void> {
    painting ??= (async () => {
      let waited = false;
      const late = setTimeout(() => { waited = true; list.say(t("waiting for the kernel …")); }, slow);
      try {
        let done: State | null = null;
        while (done !== state) {
          done = state;
          await turn();
        }
        // The count may have been there before the last answer, such as a picture's.
        if (waited && painted) list.say(said(painted, overview));
      } catch (error) {
        list.say(error instanceof Error ? error.message : String(error));
      } finally {
        clearTimeout(late);
        painting = null;
        // When the turn is on the screen; a page that nobody sees paints nothing, and is not waited for.
        if (document.hidden) tell();
        else requestAnimationFrame(() => setTimeout(tell));
      }
      root.dispatchEvent(new CustomEvent("aispm-painted")); // the benchmark listens
    })();
    return painting;
  }

  /** How much of what is shown: nothing is ever left out in silence. */
  function said(now: State, o: Overview): string {
    const { truncated, aggregated } = source.summary;
    const asked = now.where.has("status");
    return [
      t(asked ? "showing {n} of {of} findings" : "showing {n} of {of} open findings", { n: o.shown, of: o.of }),
      !asked && o.closed > 0 && t("{n} fixed or waived", { n: o.closed }),
      aggregated && t("put together into {rows} rows, as the file would be too large", { rows: aggregated.rows }),
      truncated.findings.of > truncated.findings.shown && t("this document keeps {n} of {of}", { n: truncated.findings.shown, of: truncated.findings.of }),
    ].filter(Boolean).join(" · ");
  }

  async function step(by: number | "first" | "last"): Promise<void> {
    const last = overview.groups.reduce((a, b) => a + b, 0) - 1;
    const to = by === "first" ? 0 : by === "last" ? last : Math.min(last, Math.max(0, position + by));
    if (to < 0) return;
    position = to;
    const row = await list.rowAt(to);
    if (row && position === to) select(row.id);
  }

  const quiet = [
    onKeys(host.keys(root), {
      step: (by) => void step(by), page: () => list.page, search: () => bar.search.focus(), help: showHelp, change, suppose: suppose.open,
      open: () => { if (active) { if (!state.select) select(active); open(true); pane.querySelector("h2")?.focus(); } },
      fix: () => { open(true); const fix = pane.querySelector<HTMLElement>(".aispm-fix"); fix?.scrollIntoView({ block: "nearest" }); fix?.focus(); },
      inList: (target) => target instanceof Node && (target === document.body || list.node.contains(target) || target === root),
      back: () => {
        if (!keysHelp.hidden) { keysHelp.hidden = true; list.list.focus(); }
        else if (root.classList.contains("aispm-open")) open(false);
        else if (suppose.close()) list.list.focus();
        else if (document.activeElement === bar.search && state.q === "") list.list.focus();
        else if (state.q !== "") change((s) => ({ ...s, q: "" }));
        else if (state.where.size > 0) change((s) => ({ ...s, where: new Map() }));
        else if (state.select) select("");
      },
    }),
    host.theme.watch(() => { root.dataset["theme"] = host.theme.get(); }),
    host.state.watch((s) => { if (s !== format(state)) move(parse(s), false); }),
  ];
  root.dataset["theme"] = host.theme.get();
  if (source.summary.findings === 0) {
    root.classList.add("aispm-empty");
    root.querySelector(".aispm-foot details")?.setAttribute("open", "");
  }
  let size = "";
  const sized = new ResizeObserver(() => {
    const now = `${root.clientWidth} ${root.clientHeight}`;
    if (size !== "" && now !== size) picture.resize();
    size = now;
  });
  sized.observe(root);

  return { ready: paint(), destroy() { quiet.forEach((q) => q()); sized.disconnect(); at.replaceChildren(); } };
}
