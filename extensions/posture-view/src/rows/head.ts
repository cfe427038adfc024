// What was checked and how much of it is suspicious; chips that are the legend too; search; what was not assessed.
import { button, el, isolate } from "../dom.js";
import { line, plain } from "../text.js";
import { count, plural, t } from "../say.js";
import type { Choice } from "./choice.js";
import type { Rows } from "./document.js";
import { familyMark } from "./family.js";

export function header(doc: Rows): HTMLElement {
  const clean = doc.expected < 0.5 ? t("fewer than 1") : t("about {n}", { n: Math.round(doc.expected) });
  const why = doc.notAssessed.find((n) => n.what === "rows")?.why ?? t("no rows");
  const part = doc.scored < doc.count;
  return el("div", { class: "header" },
    el("div", { class: "who" }, el("h2", { class: "name" }, isolate("bdi", line(doc.name, 80))),
      el("span", { class: "faint" }, t("{n} rows, {m} columns", { n: doc.count, m: doc.features })), part && doc.scored > 0 && el("span", { class: "partial", title: plain(why) }, t("{n} scored", { n: doc.scored }))),
    doc.scored === 0 ? el("div", { class: "score" }, el("span", { class: "coverage" }, t("nothing assessed")))
      : el("div", { class: "score" }, el("span", { class: "number" }, count(doc.suspicious)),
        el("span", { class: "coverage" }, t("of {n} rows are suspicious; {clean} would be in clean data", { n: doc.scored, clean }))));
}

export interface Bar { readonly node: HTMLElement; readonly search: HTMLInputElement; paint(): void }
export function bar(choice: Choice): Bar {
  const doc = choice.doc;
  const others = doc.row.length - doc.threat.filter((t) => t >= 0).length;
  const toggle = (k: number): void => {
    const threats = new Set(choice.now.threats);
    if (!threats.delete(k)) threats.add(k);
    choice.change({ threats });
  };
  const chips = [...doc.families.map((f, k) => ({ k, f })), { k: -1, f: null }].map(({ k, f }) => {
    const words = f === null ? [familyMark(undefined), el("b", {}, count(others)), ` ${t("others")}`]
      : f.missed ? [familyMark(f.name), t("{family} not assessed", { family: t(f.name) })] : [familyMark(f.name), el("b", {}, count(f.explains)), ` ${t(f.name)}`];
    const title = f === null ? t("rows that are not suspicious") : f.missed ? plain(f.missed, 200)
      : t("{n} suspicious rows are best explained by {family}; {m} have a {family} score at the threshold or above", { n: f.explains, m: f.alerts, family: t(f.name) });
    return { k, node: el("button", { class: `chip family-${f?.name ?? "none"}`, type: "button", title, disabled: f !== null && f.missed !== "", aria: { pressed: false }, data: { family: f?.name ?? "others" }, on: { click: () => toggle(k) } }, ...words) };
  });
  const search = el("input", { class: "search", type: "search", placeholder: t("search rows   /"), aria: { label: t("search rows") } });
  search.addEventListener("input", () => choice.change({ q: search.value }));
  const pills = el("div", { class: "tools", hidden: true });
  const node = el("section", { class: "toolbar", aria: { label: t("narrow the rows") } },
    el("div", { class: "chips", role: "group", aria: { label: t("family") } }, ...chips.map((c) => c.node)), el("div", { class: "tools" }, pills, search));
  return {
    node, search,
    paint() {
      const { now } = choice;
      for (const c of chips) {
        c.node.setAttribute("aria-pressed", String(now.threats.has(c.k)));
        c.node.classList.toggle("aispm-off", now.threats.size > 0 && !now.threats.has(c.k));
      }
      if (search.value !== now.q) search.value = now.q;
      const words = now.scope ? `${plural(now.scope.rows.size, "row")} ${line(now.scope.name, 40)} ✕` : now.selected.size > 0 ? `${t("{n} selected", { n: now.selected.size })} ✕` : "";
      pills.hidden = words === "";
      pills.replaceChildren(...(words ? [button("pill", words, () => choice.clear(), { label: t("clear the selection") })] : []));
    },
  };
}

export function foot(doc: Rows): HTMLElement {
  if (doc.notAssessed.length === 0) return el("div", { class: "foot" }, el("p", { class: "faint" }, t("Every family and every column was assessed.")));
  const more = doc.notAssessedOf - doc.notAssessed.length;
  const list = el("details", { class: "foot-part" }, el("summary", {}, `${t("Not assessed: ")}${line(doc.notAssessed.slice(0, 3).map((n) => n.what).join(", "), 120)}${doc.notAssessedOf > 3 ? t(" and {n} more", { n: doc.notAssessedOf - 3 }) : ""}`),
    el("ul", {}, ...doc.notAssessed.map((n) => el("li", {}, isolate("strong", line(n.what, 100)), ": ", isolate("bdi", plain(n.why))))),
    more > 0 && el("p", { class: "faint" }, t("showing {n} of {of}", { n: doc.notAssessed.length, of: doc.notAssessedOf })));
  list.open = doc.n === 0;
  return el("div", { class: "foot" }, list);
}
