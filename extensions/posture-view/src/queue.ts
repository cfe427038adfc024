// The queue: one line a finding (two in a side panel), grouped by priority, drawn only where it is looked at.
import { el, isolate } from "./dom.js";
import { pressed, put, write } from "./keep.js";
import { severityMark } from "./mark.js";
import type { Overview, Row } from "./source.js";
import { line } from "./text.js";
import { count, t } from "./say.js";
import { priorities } from "./words.js";

const heading = 28; // pixels, as the style sheet has them
const line1 = 28;
const line2 = 46;
const narrow = 460; // up to this width, what is wrong and where have a line each
let boards = 0; // ids are unique on a page of many boards
const beyond = 6; // rows kept above and below the view

interface Group { readonly priority: number; readonly first: number; readonly size: number; readonly top: number }
interface Window { readonly offset: number; readonly rows: readonly Row[] }
export interface Queue {
  readonly node: HTMLElement; readonly list: HTMLElement;
  /** The rows that will most likely be looked at when the answer is there: asked before what they are counted by. */
  fetch(): Promise<Window>;
  paint(overview: Overview, total: string, window: Window | null, moved: boolean): Promise<void>;
  select(id: string, index: number, show: boolean): void;
  /** Selected before anybody answered. */
  mark(id: string): void;
  rowAt(index: number): Promise<Row | undefined>;
  say(words: string): void;
  readonly page: number;
}

export function queue(
  ask: (offset: number, limit: number) => Promise<readonly Row[]>, choose: (row: Row, index: number) => void, empty: () => HTMLElement,
): Queue {
  const [heads, rows] = [el("div", { role: "presentation" }), el("div", { role: "presentation" })];
  const sheet = el("div", { class: "sheet-of-rows", role: "presentation" }, heads, rows);
  const list = el("div", { class: "list", role: "listbox", tabindex: 0, aria: { label: t("findings, most urgent first") } }, sheet);
  const nothing = el("div", { class: "nothing-here", hidden: true });
  const foot = el("div", { class: "count", role: "status" });
  const node = el("section", { class: "queue", aria: { label: t("queue") } }, nothing, list, foot);
  const name = `aispm-${++boards}-row`;
  let groups: readonly Group[] = [];
  let shown = 0;
  let selected = "";
  let position = -1;
  let whole = 0; // pixels of all rows and headings
  // Kept, as asking the list would lay the page out in the midst of a repaint.
  const view = { top: 0, high: 0 };
  let height = line1;
  let sizes: readonly number[] = [];
  let awaited = -1; // a row to show as soon as there is a list to show it in
  let asked = 0;
  let have: Window = { offset: 0, rows: [] };
  let drawn: Window = have;
  let flash = false;

  const topOf = (index: number): number => {
    const g = groups.find((x) => index >= x.first && index < x.first + x.size);
    return g ? g.top + heading + (index - g.first) * height : 0;
  };
  const indexAt = (y: number): number => {
    const g = groups.findLast((x) => x.top <= y) ?? groups[0];
    return g ? g.first + Math.min(g.size, Math.max(0, Math.floor((y - g.top - heading) / height))) : 0;
  };

  function rowNode(row: Row, index: number): HTMLElement {
    const status = row.status === "open" ? "" : row.status;
    const node = el("div", { class: flash && row.was !== row.priority ? "row row-moved" : "row", role: "option", id: `${name}-${index}`, data: { id: row.id },
      aria: { selected: row.id === selected, posinset: index + 1, setsize: shown } },
    severityMark(row.severity),
    isolate("title", line(row.title)), status && el("span", { class: "status" }, t(status)),
    row.inherited && el("span", { class: "status", title: t("inherited along the lineage") }, t("inherited")),
    row.was !== row.priority && el("span", { class: `status moved priority-${row.priority}` }, `${row.priority < row.was ? "▲" : "▼"} ${t("was {word}", { word: t(priorities[row.was]?.word ?? "") })}`),
    isolate("where", line(row.where, 60)));
    node.style.top = `${topOf(index)}px`;
    node.title = `${line(row.title, 300)}\n${line(row.where, 200)}`;
    return node;
  }

  function headingNode(g: Group): HTMLElement {
    const node = el("div", { class: `group priority-${g.priority}`, role: "presentation" }, t(priorities[g.priority]?.word ?? ""), el("span", { class: "faint" }, count(g.size)));
    node.style.top = `${g.top}px`;
    return node;
  }

  const covers = (from: number, to: number): boolean => have.offset <= from && have.offset + have.rows.length >= to;
  const looked = (): readonly [number, number] => [
    Math.max(0, indexAt(view.top) - beyond), Math.min(shown, indexAt(view.top + view.high) + beyond + 1),
  ];

  async function draw(): Promise<void> {
    const ticket = ++asked;
    const [first, last] = looked();
    if (last > first && !covers(first, last)) {
      const answer = await ask(first, last - first);
      if (ticket !== asked) return; // a later look has been asked for
      have = { offset: first, rows: answer };
    }
    drawn = { offset: first, rows: have.rows.slice(first - have.offset, last - have.offset) };
    const from = topOf(first) - heading;
    const to = topOf(Math.max(first, last - 1)) + height;
    put(heads, groups.filter((g) => g.top >= from - heading && g.top <= to).map(headingNode));
    put(rows, drawn.rows.map((r, i) => rowNode(r, first + i)));
    active();
    nothing.hidden = shown > 0;
    list.hidden = shown === 0;
    if (shown === 0) nothing.replaceChildren(empty());
  }

  /** The selected row is named to a screen reader while it is drawn: a name of nothing would be an error. */
  function active(): void {
    const id = `${name}-${position}`;
    if (position >= 0 && rows.querySelector(`#${id}`)) list.setAttribute("aria-activedescendant", id);
    else list.removeAttribute("aria-activedescendant");
  }

  rows.addEventListener("click", (event) => {
    const i = [...rows.children].indexOf(pressed(event, "[role=option]") ?? rows);
    const row = drawn.rows[i];
    if (row) choose(row, drawn.offset + i);
  });
  list.addEventListener("scroll", () => { view.top = list.scrollTop; void draw(); }, { passive: true });
  new ResizeObserver(() => {
    const wanted = list.clientWidth > 0 && list.clientWidth <= narrow ? line2 : line1;
    const first = indexAt(list.scrollTop);
    [view.high, view.top] = [list.clientHeight, list.scrollTop];
    if (wanted !== height) {
      height = wanted;
      lay();
      if (view.top > 0) scroll(topOf(first) - heading);
    }
    if (awaited >= 0) reveal(awaited);
    void draw();
  }).observe(list);
  const scroll = (to: number): void => {
    list.scrollTop = to;
    view.top = Math.max(0, Math.min(to, whole - view.high));
  };

  function lay(): void {
    let [first, top] = [0, 0];
    groups = sizes.flatMap((size, priority) => {
      if (size === 0) return [];
      const g = { priority, first, size, top };
      first += size;
      top += heading + size * height;
      return [g];
    });
    shown = first;
    whole = Math.max(top, 1);
    sheet.style.height = `${whole}px`;
  }

  /** The least scrolling that shows a row and, if it is the first of its group, what heads it. */
  function reveal(index: number): void {
    awaited = view.high === 0 ? index : -1;
    if (awaited >= 0) return;
    const top = topOf(index);
    if (top - heading < view.top) scroll(top - heading);
    else if (top + height > view.top + view.high) scroll(top + height + heading - view.high);
  }

  return {
    node, list,
    get page() { return Math.max(1, Math.floor(view.high / height) - 2); },
    async fetch() {
      const offset = Math.max(0, indexAt(view.top) - beyond);
      return { offset, rows: await ask(offset, Math.max(24, Math.ceil(view.high / height)) + 2 * beyond) };
    },
    async paint(overview, total, window, moved) {
      sizes = overview.groups;
      lay();
      if (window) have = window;
      view.top = Math.max(0, Math.min(view.top, whole - view.high)); // as the browser will, once it lays out
      write(foot, total);
      flash = moved;
      if (moved) rows.replaceChildren(); // what plays because it has moved begins anew
      await draw();
      flash = false;
    },
    select(id, index, show) {
      selected = id;
      if (show && index >= 0) reveal(index);
      this.mark(id);
      position = index;
      active();
      if (show) void draw();
    },
    mark(id) {
      selected = id;
      for (const row of rows.querySelectorAll<HTMLElement>("[role=option]")) row.setAttribute("aria-selected", String(row.dataset["id"] === id));
    },
    async rowAt(index) {
      return covers(index, index + 1) ? have.rows[index - have.offset] : (await ask(index, 1))[0];
    },
    say(words) { write(foot, words); },
  };
}
