// Colours and fonts of the place a picture is drawn in, read from the page so that a theme change is a redraw.
import type { Theme } from "../host.js";
import { severities } from "../words.js";

export interface Look {
  readonly theme: Theme; readonly font: string; readonly ink: string; readonly faint: string; readonly hairline: string;
  readonly ground: string; readonly accent: string; readonly severity: readonly string[]; readonly width: number;
}

export function look(at: HTMLElement, theme: Theme): Look {
  const style = getComputedStyle(at);
  const colour = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  return {
    theme, font: style.fontFamily, ink: colour("--aispm-ink", "#222"), faint: colour("--aispm-faint", "#666"),
    hairline: colour("--aispm-line", "#ddd"), ground: colour("--aispm-ground", "#fff"), accent: colour("--aispm-accent", "#0b62c4"),
    severity: severities.map((s) => (theme === "dark" ? s.dark : s.light)), width: at.clientWidth,
  };
}

/** A colour laid thinly on the ground, worked out here as Plotly knows no colour-mix. */
export function tint(colour: string, ground: string, share: number): string {
  const parts = (c: string): number[] => {
    const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(c)?.[1];
    if (hex) return (hex.length === 3 ? [...hex].map((d) => d + d) : hex.match(/../g) ?? []).map((h) => parseInt(h, 16));
    return (/rgba?\(([^)]+)\)/.exec(c)?.[1]?.split(/[ ,/]+/) ?? ["255", "255", "255"]).map(Number);
  };
  const [a, b] = [parts(colour), parts(ground)];
  return `rgb(${[0, 1, 2].map((i) => Math.round((a[i] ?? 0) * share + (b[i] ?? 255) * (1 - share))).join(",")})`;
}

export const frame = (l: Look): object => ({
  autosize: true, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", showlegend: false, dragmode: false, hovermode: "closest",
  font: { family: l.font, size: 12, color: l.ink }, modebar: { remove: ["sendChartToCloud"] }, transition: { duration: 0 },
  hoverlabel: { bgcolor: l.ground, bordercolor: l.hairline, font: { family: l.font, size: 12, color: l.ink }, align: "left" },
});
export const bareAxis = { visible: false, fixedrange: true, automargin: false };
