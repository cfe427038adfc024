// Evidence is shown, not described: like objects side by side in one small table, a lone one upright.
import { el, isolate } from "./dom.js";
import { line, plain, value } from "./text.js";
import { t } from "./say.js";

const most = 12;
type Fact = Readonly<Record<string, unknown>>;
const isFact = (x: unknown): x is Fact => typeof x === "object" && x !== null && !Array.isArray(x);

const heading = (key: string): string => plain(key.replaceAll("_", " "), 60);
const isShare = (key: string, x: unknown): x is number => /suspicion|score|share|probability/.test(key) && typeof x === "number" && x >= 0 && x <= 1;

function cell(key: string, x: unknown): HTMLTableCellElement {
  const td = el("td", { class: typeof x === "number" ? "numeric" : "word" }, isolate("bdi", plain(value(x), 240)));
  if (isShare(key, x)) td.style.setProperty("--aispm-share", `${Math.round(x * 100)}%`);
  if (isShare(key, x)) td.classList.add("aispm-share");
  return td;
}

/** Rows of a data set that can be chosen: lineage is kept by data set, so what was trained on it was trained on them. */
export interface Trained { readonly label: string; readonly trainedOn: string }

function wide(columns: readonly string[], facts: readonly Fact[], trained: Trained | null): HTMLElement {
  const rows = facts.slice(0, most);
  const chosen = new Set<Fact>();
  const said = el("p", { class: "trained", role: "status" });
  const pick = (f: Fact): HTMLTableCellElement => {
    const box = el("input", { type: "checkbox", aria: { label: t("row {row}", { row: plain(value(f["row"]), 40) }) } });
    box.addEventListener("change", () => {
      if (box.checked) chosen.add(f);
      else chosen.delete(f);
      const n = chosen.size;
      said.textContent = n === 0 || !trained ? "" : `${t(n === 1 ? "{n} row of {name} chosen." : "{n} rows of {name} chosen.", { n, name: line(trained.label, 60) })} ${trained.trainedOn} ${t("The lineage is recorded by data set, not by row.")}`;
    });
    return el("td", { class: "pick" }, box);
  };
  const picked = trained !== null && columns.includes("row");
  return el("div", {}, el("div", { class: "scroll", tabindex: 0, role: "region", aria: { label: t("evidence") } },
    el("table", { class: "table" },
      el("thead", {}, el("tr", {}, picked && el("th", {}, el("span", { class: "hidden" }, t("choose"))), ...columns.map((c) => el("th", { class: typeof facts[0]?.[c] === "number" ? "numeric" : "word" }, heading(c))))),
      el("tbody", {}, ...rows.map((f) => el("tr", {}, picked && pick(f), ...columns.map((c) => cell(c, f[c]))))))), said);
}

function upright(fact: Fact): HTMLElement {
  return el("table", { class: "table upright" },
    el("tbody", {}, ...Object.entries(fact).slice(0, most).map(([k, v]) => el("tr", {}, el("th", {}, heading(k)), cell(k, v)))));
}

/** Consecutive objects with the same keys belong to one table. */
export function evidence(items: readonly unknown[], trained: Trained | null = null): readonly HTMLElement[] {
  const groups: Fact[][] = [];
  for (const item of items) {
    const fact = isFact(item) ? item : { value: item };
    const last = groups.at(-1);
    if (last && Object.keys(last[0]!).join("\0") === Object.keys(fact).join("\0")) last.push(fact);
    else groups.push([fact]);
  }
  return groups.slice(0, 8).flatMap((facts) => {
    const columns = Object.keys(facts[0]!).slice(0, 10);
    const table = facts.length === 1 ? upright(facts[0]!) : wide(columns, facts, trained);
    return facts.length > most ? [table, el("p", { class: "faint" }, t("showing {n} of {of}", { n: most, of: facts.length }))] : [table];
  });
}
