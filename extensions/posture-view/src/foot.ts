// Not knowing is a result: what was not assessed, why, and the next move. And where the score is lost.
import { el, isolate } from "./dom.js";
import type { NotAssessed } from "./posture.js";
import type { Summary } from "./source.js";
import { line, plain } from "./text.js";
import { count, measure, plural, t } from "./say.js";

const rulesAssessed = (s: Summary): number => s.score.controls.filter((c) => c.healthy + c.unhealthy > 0).length;

const rulesNotAssessed = (s: Summary): number => new Set(s.notAssessed.map((n) => n.rule)).size;

/** A reason is written to stand after a colon, too. */
const sentence = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);

/** The nearest thing to good news that is ever said. */
export function nothingFound(summary: Summary, filtered: boolean): HTMLElement {
  const unknown = rulesNotAssessed(summary);
  const words = filtered ? t("No finding matches. Escape clears the search; a pill above takes a filter away.")
    : summary.score.assessed === 0 ? t("Nothing was assessed. See below for the reasons and the next move.")
      : t("Nothing found by {rules}; {n} not assessed.", { rules: plural(rulesAssessed(summary), "rule"), n: unknown });
  return el("p", { class: "nothing" }, words);
}

function lost(summary: Summary): HTMLElement | null {
  const most = summary.score.controls.map((c) => ({ ...c, lost: c.max - c.current })).filter((c) => c.unhealthy > 0 && c.lost > 0.05).sort((x, y) => y.lost - x.lost).slice(0, 6);
  if (most.length === 0) return null;
  return el("details", { class: "foot-part" },
    el("summary", {}, t("Where most of the score is lost: {rule}", { rule: line(summary.ruleTitle(most[0]!.rule), 70) })),
    el("table", { class: "table" },
      el("thead", {}, el("tr", {}, el("th", {}, t("rule")), el("th", { class: "numeric" }, t("points lost")), el("th", { class: "numeric" }, t("unhealthy")), el("th", { class: "numeric" }, t("healthy")))),
      el("tbody", {}, ...most.map((c) => el("tr", {}, el("td", {}, isolate("bdi", line(summary.ruleTitle(c.rule), 90))),
        el("td", { class: "numeric" }, measure(Math.round(c.lost * 10) / 10)), el("td", { class: "numeric" }, count(c.unhealthy)), el("td", { class: "numeric" }, count(c.healthy)))))));
}

/** By reason, as one next move answers all that share it. */
function unknown(summary: Summary): HTMLElement {
  const { notAssessed, truncated } = summary;
  if (notAssessed.length === 0) return el("p", { class: "foot-part faint" }, t("Everything that could be asked was assessed."));
  const reasons = new Map<string, NotAssessed[]>();
  for (const n of notAssessed) reasons.set(n.reason, [...(reasons.get(n.reason) ?? []), n]);
  const checks = (of: readonly NotAssessed[]): number => of.reduce((sum, n) => sum + n.assets, 0);
  const more = truncated.notAssessed.of - truncated.notAssessed.shown;
  const item = ([reason, of]: readonly [string, readonly NotAssessed[]]): HTMLElement => {
    const titles = [...new Set(of.map((n) => line(summary.ruleTitle(n.rule), 90)))];
    const examples = [...new Set(of.flatMap((n) => n.examples))].slice(0, 3);
    return el("li", {}, isolate("strong", sentence(plain(reason))), ` ${plural(titles.length, "rule")}, ${plural(checks(of), "check")}: `,
      isolate("bdi", titles.slice(0, 4).join("; ")), titles.length > 4 && t(" and {n} more", { n: titles.length - 4 }),
      examples.length > 0 && el("span", { class: "faint" }, t(". For example "), isolate("mono", line(examples.join(", "), 200))));
  };
  return el("details", { class: "foot-part" },
    el("summary", {}, t("Not assessed: {rules}, {checks}", { rules: plural(rulesNotAssessed(summary), "rule"), checks: plural(checks(notAssessed), "check") })),
    el("ul", {}, ...[...reasons].sort((x, y) => checks(y[1]) - checks(x[1])).map(item)),
    more > 0 && el("p", { class: "faint" }, t("showing {n} of {of}", { n: truncated.notAssessed.shown, of: truncated.notAssessed.of })));
}

export const foot = (summary: Summary): HTMLElement =>
  el("footer", { class: "foot" }, unknown(summary), lost(summary));
