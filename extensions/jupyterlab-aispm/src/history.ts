// History in the panel: one line a scan, newest first. Score and coverage stand together, always.
import type { TranslationBundle } from "@jupyterlab/translation";
import { el } from "../../posture-view/src/dom.js";
import { line } from "../../posture-view/src/text.js";
import type { Moment } from "../../posture-view/src/posture.js";

const most = 30;
const percent = (share: number): string => `${Math.floor(share * 100 + 1e-9)} %`;
/** The day, as the panel is narrow; the minute is its tooltip. */
function when(iso: string): HTMLElement {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return el("td", {}, line(iso, 24));
  return el("td", { title: at.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }) }, at.toLocaleDateString(undefined, { dateStyle: "medium" }));
}
const whole = (score: number | null): string => (score === null ? "–" : String(Math.round(score)));

function change(now: number | null, before: number | null | undefined): string {
  if (now === null || before === null || before === undefined) return "";
  const by = Math.round(now) - Math.round(before);
  return by === 0 ? "" : `${by > 0 ? "▲" : "▼"} ${Math.abs(by)}`;
}

export function history(trans: TranslationBundle, trend: readonly Moment[]): HTMLElement {
  const newest = [...trend].reverse();
  const rows = newest.slice(0, most).map((m, i) => el("tr", {},
    when(m.finished), el("td", {}, whole(m.score)), el("td", {}, change(m.score, newest[i + 1]?.score)), el("td", {}, percent(m.coverage))));
  const head = [trans.__("scan"), trans.__("score"), "", trans.__("assessed")].map((words) => el("th", {}, words || el("span", { class: "hidden" }, trans.__("change"))));
  const node = el("details", {}, el("summary", {}, trans.__("History: showing %1 of %2 scans", rows.length, newest.length)),
    el("table", {}, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows)));
  node.className = "jp-aispm-part jp-aispm-history";
  return node;
}
