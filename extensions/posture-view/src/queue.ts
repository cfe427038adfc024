// The queue: one line a finding, grouped by priority, drawn only where it is looked at.
import { el, isolate } from "./dom.js";
import { severityMark } from "./mark.js";
import type { Overview, Row } from "./source.js";
import { line } from "./text.js";
import { count, priorities, severities } from "./words.js";

const height = 28;
let boards = 0; // ids are unique on a page of many boards
const beyond = 12; // rows kept above and below the view

interface Group { readonly priority: number; readonly first: number; readonly size: number; readonly top: number }
export interface Queue {
  readonly node: HTMLElement; readonly list: HTMLElement;
  paint(overview: Overview, total: string): Promise<void>;
  select(id: string, index: number, show: boolean): void;
  readonly shown: number;
  readonly page: number;
}

export function queue(
  ask: (offset: number, limit: number) => Promise<readonly Row[]>, choose: (row: Row, open: boolean) => void, empty: () => HTMLElement,
): Queue {
  const sheet = el("div", { class: "sheet-of-rows" });
  const list = el("div", { class: "list", role: "listbox", tabindex: 0, aria: { label: "findings, most urgent first" } }, sheet);
  const foot = el("div", { class: "count", role: "status" });
  const node = el("section", { class: "queue", aria: { label: "queue" } }, list, foot);
  const name = `aispm-${++boards}-row`;
  let groups: readonly Group[] = [];
  let shown = 0;
  let selected = "";
  let asked = 0;

  const topOf = (index: number): number => {
    const g = groups.find((x) => index >= x.first && index < x.first + x.size);
    return g ? g.top + height + (index - g.first) * height : 0;
  };
  const indexAt = (y: number): number => {
    const g = groups.findLast((x) => x.top <= y) ?? groups[0];
    return g ? g.first + Math.min(g.size, Math.max(0, Math.floor((y - g.top) / height) - 1)) : 0;
  };

  function rowNode(row: Row, index: number): HTMLElement {
    const severity = severities[row.severity]?.key ?? "";
    const status = row.status === "open" ? "" : row.status;
    const node = el("div", { class: "row", role: "option", id: `${name}-${index}`, data: { id: row.id },
      aria: { selected: row.id === selected, posinset: index + 1, setsize: shown },
      on: { click: () => choose(row, true) } },
    severityMark(row.severity), el("span", { class: "hidden" }, severity),
    isolate("title", line(row.title)), status && el("span", { class: "status" }, status),
    row.inherited && el("span", { class: "status", title: "inherited along the lineage" }, "inherited"),
    isolate("where", line(row.where, 60)));
    node.style.transform = `translateY(${topOf(index)}px)`;
    node.title = `${line(row.title, 300)}\n${line(row.where, 200)}`;
    return node;
  }

  function heading(g: Group): HTMLElement {
    const node = el("div", { class: `group priority-${g.priority}`, role: "presentation" }, `${priorities[g.priority]?.word ?? ""}`, el("span", { class: "faint" }, count(g.size)));
    node.style.transform = `translateY(${g.top}px)`;
    return node;
  }

  async function draw(): Promise<void> {
    const ticket = ++asked;
    const first = Math.max(0, indexAt(list.scrollTop) - beyond);
    const last = Math.min(shown, indexAt(list.scrollTop + list.clientHeight) + beyond + 1);
    const rows = last > first ? await ask(first, last - first) : [];
    if (ticket !== asked) return; // a later look has been asked for
    const from = topOf(first) - height;
    const to = topOf(Math.max(first, last - 1)) + height;
    const heads = groups.filter((g) => g.top >= from - height && g.top <= to).map(heading);
    sheet.replaceChildren(...heads, ...rows.map((r, i) => rowNode(r, first + i)), ...(shown === 0 ? [empty()] : []));
  }

  list.addEventListener("scroll", () => void draw(), { passive: true });
  new ResizeObserver(() => void draw()).observe(list);

  return {
    node, list,
    get shown() { return shown; },
    get page() { return Math.max(1, Math.floor(list.clientHeight / height) - 2); },
    async paint(overview, total) {
      let [first, top] = [0, 0];
      groups = overview.groups.flatMap((size, priority) => {
        if (size === 0) return [];
        const g = { priority, first, size, top };
        first += size;
        top += (size + 1) * height;
        return [g];
      });
      shown = overview.shown;
      sheet.style.height = `${Math.max(top, 1)}px`;
      foot.textContent = total;
      await draw();
    },
    select(id, index, show) {
      selected = id;
      const top = topOf(index);
      if (show && index >= 0) {
        if (top - height < list.scrollTop) list.scrollTop = top - height;
        else if (top + height > list.scrollTop + list.clientHeight) list.scrollTop = top + height * 2 - list.clientHeight;
      }
      for (const row of sheet.querySelectorAll<HTMLElement>("[role=option]")) row.setAttribute("aria-selected", String(row.dataset["id"] === id));
      if (index >= 0) list.setAttribute("aria-activedescendant", `${name}-${index}`);
      else list.removeAttribute("aria-activedescendant");
      void draw();
    },
  };
}
