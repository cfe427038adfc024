// One data set that was checked: its parts over one choice, so that rows selected anywhere are selected everywhere.
import { el } from "../dom.js";
import type { Host } from "../host.js";
import board from "../style.css";
import { cells, keysOf } from "./cells.js";
import { Choice } from "./choice.js";
import type { Rows } from "./document.js";
import { evidence } from "./evidence.js";
import { bar, foot, header } from "./head.js";
import { matrix } from "./matrix.js";
import own from "./rows.css";
import { scatter } from "./scatter.js";
import { trained, triggers } from "./side.js";
import { table } from "./table.js";
import { Profiles } from "./values.js";

export interface RowsHost {
  readonly theme: Host["theme"];
  /** Positions of rows in the data set, kept by the kernel and able to change from there. */
  readonly selection: { get(): readonly number[]; set(rows: readonly number[]): void; watch(act: (rows: readonly number[]) => void): () => void };
}

export function renderRows(at: HTMLElement, doc: Rows, host: RowsHost): () => void {
  const style = el("style");
  style.textContent = `${board}${own}`;
  const root = el("div", { class: "board rows", data: { lmSuppressShortcuts: "true" } });
  root.dataset["theme"] = host.theme.get();
  at.replaceChildren(style, root);
  if (doc.n === 0) {
    root.append(header(doc), foot(doc));
    return () => at.replaceChildren();
  }
  const profiles = new Profiles(doc);
  const all = cells(doc, profiles);
  const choice = new Choice(doc, keysOf(doc, all));
  if (!doc.projection) choice.change({ x: doc.columns[0]?.data ? "column 0" : "suspicion", y: "suspicion" });
  const parts = { bar: bar(choice), scatter: scatter(choice, host.theme.get), triggers: triggers(choice), matrix: matrix(choice), trained: trained(choice), evidence: evidence(choice, profiles), table: table(choice, all) };
  const side = el("div", { class: "side" }, ...[parts.triggers.node, parts.matrix.node, parts.trained.node].filter((n) => n !== null));
  root.append(header(doc), parts.bar.node, el("div", { class: "stage-rows" }, parts.scatter.node, side), parts.evidence.node, parts.table.node, foot(doc));

  let waiting = 0;
  const paint = (): void => { waiting = 0; for (const part of Object.values(parts)) part.paint(); };
  const place = new Map(doc.row.map((r, i) => [r, i]));
  let told = "";
  let later: ReturnType<typeof setTimeout> | undefined;
  choice.watch((now, before) => {
    if (!waiting) waiting = requestAnimationFrame(paint);
    if (now.selected === before.selected) return;
    clearTimeout(later);
    later = setTimeout(() => {
      const rows = [...choice.now.selected].map((i) => doc.row[i] ?? 0).sort((a, b) => a - b);
      told = rows.join();
      host.selection.set(rows);
    }, 60);
  });
  const hear = (rows: readonly number[]): void => {
    if ([...rows].sort((a, b) => a - b).join() === told) return;
    told = [...rows].sort((a, b) => a - b).join();
    choice.take("selected in Python", rows.flatMap((r) => place.get(r) ?? []));
  };
  root.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const field = e.target instanceof HTMLElement && e.target.matches("input, select");
    if (e.key === "/" && !field) parts.bar.search.focus();
    else if (e.target === parts.bar.search && (e.key === "ArrowDown" || e.key === "Enter")) parts.table.grid.focus();
    else if (e.key === "Escape") back();
    else return;
    e.preventDefault();
    e.stopPropagation();
  });
  /** Escape undoes the last narrowing: the search, the rows marked within a scope, the scope, the families. */
  function back(): void {
    const { now } = choice;
    if (now.q !== "") choice.change({ q: "" });
    else if (now.scope && now.selected !== now.scope.rows) choice.change({ selected: now.scope.rows });
    else if (now.scope || now.selected.size > 0) choice.clear();
    else if (now.threats.size > 0) choice.change({ threats: new Set() });
    if (document.activeElement === parts.bar.search) parts.table.grid.focus();
  }
  const quiet = [
    host.selection.watch(hear),
    host.theme.watch(() => { root.dataset["theme"] = host.theme.get(); paint(); }),
  ];
  paint();
  hear(host.selection.get());
  return () => { quiet.forEach((q) => q()); clearTimeout(later); at.replaceChildren(); };
}
