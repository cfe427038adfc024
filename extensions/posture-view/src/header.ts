// What was assessed, when, and the score: which never stands without its coverage.
import { el, isolate, svg } from "./dom.js";
import type { Summary } from "./source.js";
import { line, plain } from "./text.js";
import { duration, measure, moment, percent, t } from "./say.js";

function sparkline(scores: readonly number[]): SVGElement {
  const [low, high] = [Math.min(...scores), Math.max(...scores)];
  const span = Math.max(high - low, 8);
  const x = (i: number): number => 2 + (i * 60) / Math.max(1, scores.length - 1);
  const y = (s: number): number => 17 - ((s - (low + high) / 2 + span / 2) / span) * 14;
  const points = scores.map((s, i) => `${x(i).toFixed(1)},${y(s).toFixed(1)}`).join(" ");
  return svg("svg", { viewBox: "0 0 66 20", width: 66, height: 20, class: "aispm-spark", role: "img", "aria-label": t("score over {n} scans: {scores}", { n: scores.length, scores: scores.map(measure).join(", ") }) },
    svg("polyline", { points, fill: "none", stroke: "currentColor", "stroke-width": 1.3 }),
    svg("circle", { cx: x(scores.length - 1), cy: y(scores.at(-1) ?? 0), r: 2.2, class: "aispm-spark-end" }));
}

function delta(scores: readonly number[]): HTMLElement | null {
  const [before, now] = scores.slice(-2);
  if (before === undefined || now === undefined) return null;
  const change = Math.round(now) - Math.round(before);
  const words = change === 0 ? t("no change") : `${change > 0 ? "▲" : "▼"} ${Math.abs(change)}`;
  return el("span", { class: "delta", title: t("since the scan before"), role: "img", aria: { label: change === 0 ? words : t(change > 0 ? "up {n} since the scan before" : "down {n} since the scan before", { n: Math.abs(change) }) } }, words);
}

function score(summary: Summary): HTMLElement {
  const { score: s, trend } = summary;
  const scores = trend.flatMap((t) => (t.score === null ? [] : [t.score]));
  const checks = t("{n} checks assessed, {m} not", { n: s.assessed, m: s.notAssessed });
  if (s.score === null) return el("div", { class: "score" }, el("span", { class: "coverage", title: checks }, t("nothing assessed yet")));
  return el("div", { class: "score" },
    scores.length > 1 && sparkline(scores.slice(-24)), delta(scores),
    el("span", { class: "number", title: t("posture score, 0 to 100") }, String(Math.round(s.score))),
    el("span", { class: "coverage", title: checks }, t("of 100, "), el("b", {}, percent(s.coverage)), t(" assessed")));
}

export function header(summary: Summary): HTMLElement {
  const { registry, scan } = summary;
  const read = [t("scanned {when}", { when: moment(scan.finished) }), duration(scan.seconds)].join(" · ");
  return el("header", { class: "header" },
    el("div", { class: "who" },
      el("h1", { class: "name", title: plain(registry.uri, 200) }, isolate("bdi", line(registry.name || registry.uri || t("registry"), 60))),
      el("span", { class: "faint" }, read),
      scan.partial && el("span", { class: "partial" }, t("partial"))),
    score(summary));
}

/** What could not be read is said before anything that was. */
export function partial(summary: Summary): HTMLElement | null {
  const { notRead, partial: is } = summary.scan;
  if (!is && notRead.length === 0) return null;
  return el("section", { class: "notice", aria: { label: t("partial scan") } }, el("details", {},
    el("summary", {}, `${is ? t("Partial scan: ") : ""}${t(notRead.length === 1 ? "{n} part of the registry was not read." : "{n} parts of the registry were not read.", { n: notRead.length })}${is ? t(" What is below is what is known so far.") : ""}`),
    el("ul", {}, ...notRead.map((n) => el("li", {}, isolate("strong", line(n.what)), ": ", isolate("bdi", plain(n.why)))))));
}
