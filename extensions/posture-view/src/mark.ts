// Severity as shape, word and colour; priority as bars, word and colour. Drawn, so that no font decides their size.
import { el, svg } from "./dom.js";
import { t } from "./say.js";
import { priorities, severities } from "./words.js";

const shapes: readonly (() => SVGElement)[] = [
  () => svg("path", { d: "M6 0.6 11.4 6 6 11.4 0.6 6z" }),
  () => svg("path", { d: "M6 1 11.4 10.6H0.6z" }),
  () => svg("path", { d: "M6 1.4a4.6 4.6 0 1 1 0 9.2a4.6 4.6 0 1 1 0-9.2z" }),
  () => svg("path", { d: "M6 2.1a3.9 3.9 0 1 1 0 7.8a3.9 3.9 0 1 1 0-7.8z", fill: "none", stroke: "currentColor", "stroke-width": 1.5 }),
  () => svg("path", { d: "M6 4.4a1.6 1.6 0 1 1 0 3.2a1.6 1.6 0 1 1 0-3.2z" }),
];

/** The shape alone, 12 by 12, in the colour of where it is put. */
export function shape(severity: number): SVGElement {
  const drawn = (shapes[severity] ?? shapes[shapes.length - 1]!)();
  drawn.classList.add("point");
  return drawn;
}

export function severityMark(severity: number): HTMLElement {
  const s = severities[severity] ?? severities[severities.length - 1]!;
  const mark = el("span", { class: `mark severity-${s.key}`, role: "img", title: t(s.key), aria: { label: t(s.key) } });
  mark.append(svg("svg", { viewBox: "0 0 12 12", width: 11, height: 11, fill: "currentColor", "aria-hidden": "true" }, shape(severity)));
  return mark;
}

export function priorityMark(priority: number): HTMLElement {
  const full = priorities.length - 1 - priority;
  const bars = [0, 1, 2].map((i) =>
    svg("rect", { x: 0.5 + i * 4, y: 8 - i * 3, width: 3, height: 3.5 + i * 3, fill: i < full ? "currentColor" : "none", stroke: "currentColor", "stroke-width": 0.8 }));
  const mark = el("span", { class: `mark priority-${priority}`, aria: { hidden: true } });
  mark.append(svg("svg", { viewBox: "0 0 12 12", width: 11, height: 11 }, ...bars));
  return mark;
}
