// Evidence is shown, not described: like objects side by side in one small table, a lone one upright.
import { el, isolate } from "./dom.js";
import { plain, value } from "./text.js";
import { count } from "./words.js";

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

function wide(columns: readonly string[], facts: readonly Fact[]): HTMLElement {
  return el("div", { class: "scroll", tabindex: 0, role: "region", aria: { label: "evidence" } },
    el("table", { class: "table" },
      el("thead", {}, el("tr", {}, ...columns.map((c) => el("th", { class: typeof facts[0]?.[c] === "number" ? "numeric" : "word" }, heading(c))))),
      el("tbody", {}, ...facts.slice(0, most).map((f) => el("tr", {}, ...columns.map((c) => cell(c, f[c])))))));
}

function upright(fact: Fact): HTMLElement {
  return el("table", { class: "table upright" },
    el("tbody", {}, ...Object.entries(fact).slice(0, most).map(([k, v]) => el("tr", {}, el("th", {}, heading(k)), cell(k, v)))));
}

/** Consecutive objects with the same keys belong to one table. */
export function evidence(items: readonly unknown[]): readonly HTMLElement[] {
  const groups: Fact[][] = [];
  for (const item of items) {
    const fact = isFact(item) ? item : { value: item };
    const last = groups.at(-1);
    if (last && Object.keys(last[0]!).join("\0") === Object.keys(fact).join("\0")) last.push(fact);
    else groups.push([fact]);
  }
  return groups.slice(0, 8).flatMap((facts) => {
    const columns = Object.keys(facts[0]!).slice(0, 10);
    const table = facts.length === 1 ? upright(facts[0]!) : wide(columns, facts);
    return facts.length > most ? [table, el("p", { class: "faint" }, `showing ${most} of ${count(facts.length)}`)] : [table];
  });
}
