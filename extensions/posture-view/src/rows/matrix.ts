// Given label by likelier label, or by threat while no likelier label is known: how many suspicious rows stand where.
import { el, isolate } from "../dom.js";
import { line } from "../text.js";
import { count, t } from "../say.js";
import type { Choice } from "./choice.js";
import { familyMark } from "./family.js";

const most = 10; // classes side by side

export function matrix(choice: Choice): { readonly node: HTMLElement | null; paint(): void } {
  const doc = choice.doc;
  const given = doc.label;
  if (!given || doc.n === 0) return { node: null, paint: () => undefined };
  const likelier = doc.likelier;
  const suspicious = doc.row.flatMap((_, i) => ((doc.threat[i] ?? -1) >= 0 ? [i] : []));
  const across = (i: number): number => (likelier ? likelier[i] ?? -1 : doc.threat[i] ?? -1);
  const tally = new Map<string, number[]>();
  const weight = new Map<number, number>();
  for (const i of suspicious) {
    const [r, c] = [given[i] ?? -1, across(i)];
    if (r < 0 || c < 0) continue;
    const here = tally.get(`${r} ${c}`);
    if (here) here.push(i);
    else tally.set(`${r} ${c}`, [i]);
    for (const k of likelier ? new Set([r, c]) : [r]) weight.set(k, (weight.get(k) ?? 0) + 1);
  }
  const name = (k: number): string => line(doc.classes[k] ?? t("another class"), 24);
  const ranked = [...weight].sort((a, b) => b[1] - a[1]).slice(0, most).map(([k]) => k).sort((a, b) => a - b);
  const columns = likelier ? ranked : [...new Set(suspicious.map(across))].filter((k) => k >= 0).sort((a, b) => a - b);
  const greatest = Math.max(1, ...[...tally.values()].map((rows) => rows.length));
  const cells: { readonly rows: readonly number[]; readonly node: HTMLButtonElement }[] = [];

  const cell = (r: number, c: number): HTMLElement => {
    const rows = tally.get(`${r} ${c}`) ?? [];
    if (rows.length === 0) return el("td", { class: "none" }, el("span", { class: "faint" }, "·"));
    const to = likelier ? name(c) : t(doc.families[c]?.name ?? "");
    const node = el("button", { class: "tally", type: "button", aria: { label: t(likelier ? "{n} rows given {given}, likelier {other}" : "{n} rows given {given}, threat {other}", { n: rows.length, given: name(r), other: to }), pressed: false },
      on: { click: () => choice.take(`${name(r)} × ${to}`, rows) } }, count(rows.length));
    node.style.setProperty("--aispm-share", `${Math.round(8 + (rows.length / greatest) * 26)}%`);
    cells.push({ rows, node });
    return el("td", {}, node);
  };
  const head = columns.map((c) => el("th", { class: "across" }, ...(likelier ? [isolate("bdi", name(c))] : [familyMark(doc.families[c]?.name), ` ${t(doc.families[c]?.name ?? "")}`])));
  const body = ranked.map((r) => el("tr", {}, el("th", { class: "given", title: name(r) }, isolate("bdi", name(r))), ...columns.map((c) => cell(r, c))));
  const left = weight.size - ranked.length;
  const node = el("section", { class: "side-part", aria: { label: t("classes") } },
    el("h3", {}, t(likelier ? "Suspicious rows: given label, and the likelier one across" : "Suspicious rows by given label and threat")),
    ranked.length === 0 ? el("p", { class: "faint" }, t("No suspicious row has a label."))
      : el("div", { class: "scroll" }, el("table", { class: "tallies" }, el("thead", {}, el("tr", {}, el("td"), ...head)), el("tbody", {}, ...body))),
    left > 0 && el("p", { class: "faint" }, t("showing {n} of {of} classes", { n: ranked.length, of: weight.size })));
  return {
    node,
    paint() {
      const { scope } = choice.now;
      for (const c of cells) c.node.setAttribute("aria-pressed", String(scope !== null && scope.rows.size === c.rows.length && c.rows.every((i) => scope.rows.has(i))));
    },
  };
}
