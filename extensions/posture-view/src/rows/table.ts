// The rows as a grid, drawn only where they are looked at; its keys are those of a list.
import { el } from "../dom.js";
import { t } from "../say.js";
import { cellNode, type Cell } from "./cells.js";
import type { Choice } from "./choice.js";
import { familyMark } from "./family.js";

const height = 28;
const beyond = 8;
let tables = 0;

export interface Table { readonly node: HTMLElement; readonly grid: HTMLElement; paint(): void }

export function table(choice: Choice, all: readonly Cell[]): Table {
  const doc = choice.doc;
  const name = `aispm-rows-${++tables}`;
  const widths = all.map((c) => `${c.width}px`).join(" ");
  const total = all.reduce((sum, c) => sum + c.width, 0);
  const heads = all.map((cell) => {
    const b = el("button", { class: "sort", type: "button", tabindex: -1, title: t("sort by {column}", { column: cell.title }), on: { click: () => sortBy(cell) } }, ...(cell.mark ? [familyMark(cell.mark)] : []), el("bdi", {}, cell.title), el("span", { class: "order", aria: { hidden: true } }));
    return { cell, node: el("div", { class: `cell${cell.numeric ? " numeric" : ""}`, role: "columnheader" }, b) };
  });
  const head = el("div", { class: "grid-row grid-head", role: "row" }, ...heads.map((h) => h.node));
  const sheet = el("div", { class: "sheet-of-rows", role: "rowgroup" });
  const grid = el("div", { class: "grid", role: "grid", tabindex: 0, aria: { label: t("rows, most suspicious first"), multiselectable: true, colcount: all.length } }, head, sheet);
  const said = el("div", { class: "count", role: "status" });
  const node = el("section", { class: "grid-part", aria: { label: t("rows") } }, grid, said);
  for (const part of [head, sheet]) { part.style.width = `${total}px`; part.style.setProperty("--aispm-columns", widths); }
  let anchor = -1;
  const high = doc.threat.filter((t) => t >= 0).length;

  function sortBy(cell: Cell): void {
    const { sort } = choice.now;
    const down = sort.key === cell.key ? !sort.down : cell.numeric && cell.key !== "row";
    choice.change({ sort: { key: cell.key, down } });
  }
  const at = (row: number): number => choice.listed.indexOf(row);

  function rowNode(row: number, index: number): HTMLElement {
    const node = el("div", { class: "grid-row", role: "row", id: `${name}-${row}`, data: { row: String(doc.row[row]) },
      aria: { rowindex: index + 2, selected: false },
      on: { click: (e) => { if (e instanceof MouseEvent) press(row, e.shiftKey, e.ctrlKey || e.metaKey); } } }, ...all.map((c) => cellNode(c, row)));
    node.style.transform = `translateY(${index * height}px)`;
    return node;
  }
  let [drawnFrom, drawnTo]: [number, number] = [-1, -1];
  let drawnOf: readonly number[] | null = null;

  /** Rows near the view; those that are there already are only marked anew. */
  function draw(): void {
    const listed = choice.listed;
    const first = Math.max(0, Math.floor(grid.scrollTop / height / beyond) * beyond - beyond);
    const last = Math.min(listed.length, Math.ceil((grid.scrollTop + grid.clientHeight) / height / beyond) * beyond + beyond);
    if (drawnOf !== listed || first !== drawnFrom || last !== drawnTo) {
      [drawnOf, drawnFrom, drawnTo] = [listed, first, last];
      sheet.replaceChildren(...listed.slice(first, last).map((row, k) => rowNode(row, first + k)),
        ...(listed.length === 0 ? [el("p", { class: "nothing" }, t("No row matches. Escape clears the search, then the selection."))] : []));
    }
    const { selected, cursor } = choice.now;
    listed.slice(first, last).forEach((row, k) => {
      const node = sheet.children[k];
      node?.setAttribute("aria-selected", String(selected.has(row)));
      node?.classList.toggle("aispm-cursor", row === cursor);
    });
  }

  /** One row, or with shift all up to it, or with control one more or less. */
  function press(row: number, extend: boolean, toggle: boolean): void {
    if (extend && anchor >= 0) {
      const [a, b] = [Math.max(0, at(anchor)), at(row)];
      choice.change({ cursor: row, selected: new Set(choice.listed.slice(Math.min(a, b), Math.max(a, b) + 1)) });
      return;
    }
    anchor = row;
    const selected = toggle ? new Set(choice.now.selected) : new Set<number>();
    if (!selected.delete(row)) selected.add(row);
    choice.change({ cursor: row, selected });
  }
  function move(to: number, extend: boolean): void {
    const row = choice.listed[Math.max(0, Math.min(choice.listed.length - 1, to))];
    if (row === undefined) return;
    const top = at(row) * height;
    if (top < grid.scrollTop) grid.scrollTop = top;
    else if (top + height * 2 > grid.scrollTop + grid.clientHeight) grid.scrollTop = top + height * 2 - grid.clientHeight;
    press(row, extend, false);
  }
  grid.addEventListener("keydown", (e) => {
    const here = at(choice.now.cursor);
    const page = Math.max(1, Math.floor(grid.clientHeight / height) - 2);
    const to: Readonly<Record<string, number>> = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: here + page, PageUp: here - page, Home: 0, End: choice.listed.length - 1 };
    const next = to[e.key];
    if (e.target !== grid) return;
    if (next !== undefined && !e.ctrlKey && !e.metaKey) move(next, e.shiftKey);
    else if (e.key === " " && choice.now.cursor >= 0) press(choice.now.cursor, false, true);
    else if (e.key === "ArrowLeft" || e.key === "ArrowRight") grid.scrollLeft += e.key === "ArrowLeft" ? -120 : 120;
    else if (e.key === "a" && (e.ctrlKey || e.metaKey)) choice.change({ selected: new Set(choice.listed) });
    else return;
    e.preventDefault();
    e.stopPropagation();
  });
  grid.addEventListener("copy", (e) => {
    if (!e.clipboardData || getSelection()?.toString()) return;
    const rows = choice.listed.filter((i) => choice.now.selected.has(i)).slice(0, 5_000);
    e.clipboardData.setData("text/plain", [all.map((c) => c.title), ...rows.map((i) => all.map((c) => c.text(i)))].map((cells) => cells.join("\t")).join("\n"));
    e.preventDefault();
  });
  grid.addEventListener("scroll", draw, { passive: true });
  new ResizeObserver(draw).observe(grid);

  choice.watch((now, before) => {
    if (now.sort !== before.sort || now.scope !== before.scope || now.q !== before.q || now.threats !== before.threats) { grid.scrollTop = 0; anchor = now.cursor; }
  });
  return {
    node, grid,
    paint() {
      const { now, listed } = choice;
      for (const h of heads) {
        const sorted = now.sort.key === h.cell.key;
        h.node.setAttribute("aria-sort", sorted ? (now.sort.down ? "descending" : "ascending") : "none");
        h.node.querySelector(".aispm-order")!.textContent = sorted ? (now.sort.down ? " ↓" : " ↑") : "";
      }
      sheet.style.height = `${Math.max(listed.length, 2) * height}px`;
      grid.setAttribute("aria-rowcount", String(listed.length + 1));
      if (now.cursor >= 0) grid.setAttribute("aria-activedescendant", `${name}-${now.cursor}`);
      else grid.removeAttribute("aria-activedescendant");
      const beside = doc.count > doc.n ? ` · ${t("{n} are here: {which}, and a sample of the others", { n: doc.n, which: high < doc.suspicious ? t("the {n} most suspicious", { n: high }) : t("all that are suspicious") })}` : "";
      said.textContent = `${t("showing {n} of {of} rows", { n: listed.length, of: doc.count })}${now.selected.size > 0 ? ` · ${t("{n} selected", { n: now.selected.size })}` : ""}${beside}`;
      draw();
    },
  };
}
