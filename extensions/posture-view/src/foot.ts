// Not knowing is a result: what was not assessed, why, and the next move. And where the score is lost.
import { el, isolate } from "./dom.js";
import type { Summary } from "./source.js";
import { line, plain } from "./text.js";
import { count, plural } from "./words.js";

const rulesAssessed = (s: Summary): number => s.score.controls.filter((c) => c.healthy + c.unhealthy > 0).length;

/** The nearest thing to good news that is ever said. */
export function nothingFound(summary: Summary, filtered: boolean): HTMLElement {
  const unknown = summary.notAssessed.length;
  const words = filtered ? "No finding matches. Escape clears the search; a pill above takes a filter away."
    : summary.score.assessed === 0 ? "Nothing was assessed. See below for the reasons and the next move."
      : `Nothing found by ${plural(rulesAssessed(summary), "rule")}; ${count(unknown)} not assessed.`;
  return el("p", { class: "nothing" }, words);
}

function lost(summary: Summary): HTMLElement | null {
  const most = summary.score.controls.map((c) => ({ ...c, lost: c.max - c.current })).filter((c) => c.lost > 0.05).sort((x, y) => y.lost - x.lost).slice(0, 6);
  if (most.length === 0) return null;
  return el("details", { class: "foot-part" },
    el("summary", {}, `Where the score is lost: ${line(summary.ruleTitle(most[0]!.rule), 70)} first`),
    el("table", { class: "table" },
      el("thead", {}, el("tr", {}, el("th", {}, "rule"), el("th", { class: "numeric" }, "points lost"), el("th", { class: "numeric" }, "unhealthy"), el("th", { class: "numeric" }, "healthy"))),
      el("tbody", {}, ...most.map((c) => el("tr", {}, el("td", {}, isolate("bdi", line(summary.ruleTitle(c.rule), 90))),
        el("td", { class: "numeric" }, c.lost.toFixed(1)), el("td", { class: "numeric" }, count(c.unhealthy)), el("td", { class: "numeric" }, count(c.healthy)))))));
}

function unknown(summary: Summary): HTMLElement {
  const { notAssessed, truncated } = summary;
  if (notAssessed.length === 0) return el("p", { class: "foot-part faint" }, "Everything that could be asked was assessed.");
  const checks = notAssessed.reduce((n, x) => n + x.assets, 0);
  const more = truncated.notAssessed.of - truncated.notAssessed.shown;
  return el("details", { class: "foot-part" },
    el("summary", {}, `Not assessed: ${plural(notAssessed.length, "rule")} on ${plural(checks, "asset")}`),
    el("ul", {}, ...notAssessed.map((n) => el("li", {}, isolate("strong", line(summary.ruleTitle(n.rule), 120)), `, ${plural(n.assets, "asset")}: `, isolate("bdi", plain(n.reason)),
      n.examples.length > 0 && el("span", { class: "faint" }, " For example ", isolate("mono", line(n.examples.join(", "), 200)))))),
    more > 0 && el("p", { class: "faint" }, `showing ${count(truncated.notAssessed.shown)} of ${count(truncated.notAssessed.of)}`));
}

export const foot = (summary: Summary): HTMLElement =>
  el("footer", { class: "foot" }, unknown(summary), lost(summary));
