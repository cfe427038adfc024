// By risk: likelihood and impact in words; a dot a finding, placed without overlap, a count where they are many.
import type { Figure } from "../plotly.js";
import type { Cell } from "../source.js";
import { label } from "../text.js";
import { count, impacts, likelihoods, severities } from "../words.js";
import { frame, tint, type Look } from "./look.js";

const across = 14; // dots in a line of a cell
const down = 2;
const [stepRight, stepDown] = [0.8 / across, 0.32]; // leaves the cell's corner to its count

export function risk(cells: readonly Cell[], chosen: ReadonlySet<string> | undefined, l: Look): Figure {
  const dots = cells.filter((c) => c.count <= across * down).flatMap((c) =>
    c.dots.map((d, i) => ({
      ...d, x: c.impact - 0.44 + ((i % across) + 0.5) * stepRight,
      y: c.likelihood + ((Math.ceil(c.count / across) - 1) / 2 - Math.floor(i / across)) * stepDown,
    })));
  const name = (c: Cell): string => `${likelihoods[c.likelihood]} · ${impacts[c.impact]}`;
  const heat = (c: Cell): number => (c.likelihood + c.impact) / 6;
  return {
    data: [{
      type: "scatter", mode: "markers", x: dots.map((d) => d.x), y: dots.map((d) => d.y), customdata: dots.map((d) => d.id),
      text: dots.map((d) => `${label(d.title, 90)}<br>${label(d.where, 60)}`), hoverinfo: "text",
      marker: { size: Math.min(10, ((l.width - 116) / 4) * stepRight - 1), symbol: dots.map((d) => severities[d.severity]?.symbol ?? "circle"), color: dots.map((d) => l.severity[d.severity] ?? l.faint), line: { width: 0 } },
    }],
    layout: {
      ...frame(l), margin: { t: 6, l: 84, r: 8, b: 40 },
      xaxis: { range: [-0.52, 3.52], tickvals: [0, 1, 2, 3], ticktext: impacts.map((w) => `${w}`), title: { text: "impact", standoff: 4, font: { size: 11, color: l.faint } }, fixedrange: true, showgrid: false, zeroline: false, tickfont: { color: l.faint } },
      yaxis: { range: [-0.52, 3.52], tickvals: [0, 1, 2, 3], ticktext: [...likelihoods], fixedrange: true, showgrid: false, zeroline: false, tickfont: { color: l.faint } },
      shapes: cells.map((c) => ({
        type: "rect", x0: c.impact - 0.48, x1: c.impact + 0.48, y0: c.likelihood - 0.46, y1: c.likelihood + 0.46, layer: "below",
        fillcolor: tint(l.severity[0] ?? l.accent, l.ground, 0.03 + heat(c) * 0.13), line: { width: chosen?.has(name(c)) ? 2 : 0, color: l.accent },
      })),
      // The count is the handle of a cell: a click on it narrows the queue.
      annotations: cells.filter((c) => c.count > 0).map((c) => {
        const many = c.count > across * down;
        return {
          name: name(c), x: many ? c.impact : c.impact + 0.46, y: many ? c.likelihood : c.likelihood + 0.44, xanchor: many ? "center" : "right", yanchor: many ? "middle" : "top",
          text: count(c.count), showarrow: false, captureevents: true, borderpad: many ? 8 : 3, font: { size: many ? 17 : 11, color: many ? l.ink : l.faint },
          hovertext: `${name(c)}: ${count(c.count)}, click to see only these`,
        };
      }),
    },
  };
}
