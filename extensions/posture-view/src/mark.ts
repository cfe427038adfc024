// Severity as shape, word and colour; priority as bars, word and colour. Drawn, so that no font decides their size.
import { el, svg } from "./dom.js";
import { priorities, severities } from "./words.js";

const shapes: readonly (() => SVGElement)[] = [
  () => svg("path", { d: "M6 0.6 11.4 6 6 11.4 0.6 6z" }),
  () => svg("path", { d: "M6 1 11.4 10.6H0.6z" }),
  () => svg("circle", { cx: 6, cy: 6, r: 4.6 }),
  () => svg("circle", { cx: 6, cy: 6, r: 3.9, fill: "none", stroke: "currentColor", "stroke-width": 1.5 }),
  () => svg("circle", { cx: 6, cy: 6, r: 1.6 }),
];

export function severityMark(severity: number): HTMLElement {
  const s = severities[severity] ?? severities[severities.length - 1]!;
  const draw = shapes[severity] ?? shapes[shapes.length - 1]!;
  const mark = el("span", { class: `mark severity-${s.key}`, role: "img", title: s.key, aria: { label: s.key } });
  mark.append(svg("svg", { viewBox: "0 0 12 12", width: 11, height: 11, fill: "currentColor", "aria-hidden": "true" }, draw()));
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
