// By risk: likelihood and impact in words; a shape a finding, placed without overlap, a count where they are many.
import { el, svg } from "../dom.js";
import { shape } from "../mark.js";
import { count, plural, t } from "../say.js";
import type { Cell } from "../source.js";
import { line } from "../text.js";
import { impacts, likelihoods, severities } from "../words.js";

const most = 28; // more shapes than that are no longer counted by eye

export function risk(cells: readonly Cell[], chosen: ReadonlySet<string> | undefined): HTMLElement {
  const cell = (c: Cell): HTMLElement => {
    const name = `${likelihoods[c.likelihood]} · ${impacts[c.impact]}`;
    const shown = `${t(likelihoods[c.likelihood] ?? "")} · ${t(impacts[c.impact] ?? "")}`;
    const many = c.count > most || c.dots.length < c.count;
    const dots = many ? [] : c.dots.map((d) => {
      const tip = svg("title", {});
      tip.textContent = `${line(d.title, 90)}\n${line(d.where, 60)}`;
      const drawn = svg("svg", { viewBox: "0 0 12 12", width: 11, height: 11, class: `aispm-dot aispm-severity-${severities[d.severity]?.key}`, "data-id": d.id }, tip, shape(d.severity));
      drawn.firstElementChild?.after(svg("rect", { width: 12, height: 12, fill: "transparent" })); // the whole square can be hit
      return drawn;
    });
    const node = el("button", {
      class: `risk-cell${many ? " risk-many" : ""}`, type: "button", title: many ? t("{cell}: {n}, press to see only these", { cell: shown, n: c.count }) : "", data: { stop: name, cell: name },
      aria: { pressed: chosen?.has(name) ?? false, label: `${shown}: ${plural(c.count, "finding")}` },
    }, el("span", { class: "dots" }, ...dots), c.count > 0 && el("span", { class: "risk-count" }, count(c.count)));
    node.style.setProperty("--aispm-heat", `${3 + Math.round((c.likelihood + c.impact) * 2.2)}%`);
    return node;
  };
  const rows = likelihoods.map((word, likely) => [el("span", { class: "risk-word" }, t(word)), ...cells.filter((c) => c.likelihood === likely).sort((a, b) => a.impact - b.impact).map(cell)]);
  return el("div", { class: "matrix", role: "group", aria: { label: t("findings by likelihood and impact") } },
    ...rows.reverse().flat(), el("span", { class: "risk-word" }, t("impact ▸")), ...impacts.map((word) => el("span", { class: "risk-word risk-below" }, t(word))));
}
