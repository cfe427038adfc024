// The rows as points, drawn on a canvas: a lasso or a box chooses many, a click one.
import { button, el } from "../dom.js";
import type { Theme } from "../host.js";
import { line } from "../text.js";
import { t } from "../say.js";
import { axis, axisNames, inLasso, type Axis, type Point } from "./axes.js";
import { threat } from "./cells.js";
import type { Choice } from "./choice.js";
import { colourOf, markOf } from "./family.js";

const pad = { left: 18, right: 18, top: 40, bottom: 40 };
export interface Scatter { readonly node: HTMLElement; paint(): void }

export function scatter(choice: Choice, theme: () => Theme): Scatter {
  const doc = choice.doc;
  const canvas = el("canvas", { class: "points", role: "img" });
  const tip = el("div", { class: "tip", hidden: true });
  const menu = (which: "x" | "y", name: string): HTMLSelectElement => {
    const select = el("select", { class: `select axis axis-${which}`, aria: { label: name } }, ...axisNames(doc).map(([key, words]) => { const o = el("option", {}, words); o.value = key; return o; }));
    select.addEventListener("change", () => choice.change(which === "x" ? { x: select.value } : { y: select.value }));
    return select;
  };
  const [across, up] = [menu("x", t("across")), menu("y", t("up"))];
  let box = false;
  const tools = (["lasso", "box"] as const).map((word) => button("tab", t(word), () => { box = word === "box"; mode(); }, { pressed: String(word === "lasso") }));
  const mode = (): void => tools.forEach((t, k) => t.setAttribute("aria-pressed", String((k === 1) === box)));
  const said = el("span", { class: "faint note" });
  const node = el("section", { class: "scatter", aria: { label: t("picture of the rows") } }, canvas, up, across,
    el("div", { class: "lasso-tools", role: "group", aria: { label: t("choose rows by") } }, ...tools), said, tip);

  let [x, y]: [Axis, Axis] = [axis(doc, choice.now.x), axis(doc, choice.now.y)];
  let path: Point[] = [];
  const spot = (i: number): Point => [pad.left + x.at(i) * (canvas.clientWidth - pad.left - pad.right), pad.top + (1 - y.at(i)) * (canvas.clientHeight - pad.top - pad.bottom)];
  const here = (e: PointerEvent): Point => { const r = canvas.getBoundingClientRect(); return [e.clientX - r.left, e.clientY - r.top]; };
  const shape = (): readonly Point[] => {
    const [a, b] = [path[0]!, path[path.length - 1]!];
    return box ? [a, [b[0], a[1]], b, [a[0], b[1]]] : path;
  };

  function nearest([px, py]: Point, most: number): number {
    let [best, far] = [-1, most * most];
    for (let i = 0; i < doc.n; i++) {
      if (!choice.visible(i)) continue;
      const [sx, sy] = spot(i);
      const d = (sx - px) ** 2 + (sy - py) ** 2 - ((doc.threat[i] ?? -1) >= 0 ? 8 : 0); // marks are larger than dots
      if (d < far) [best, far] = [i, d];
    }
    return best;
  }

  canvas.addEventListener("pointerdown", (e) => { if (e.button === 0) { path = [here(e)]; canvas.setPointerCapture(e.pointerId); tip.hidden = true; } });
  canvas.addEventListener("pointermove", (e) => {
    if (path.length > 0) { path.push(here(e)); requestAnimationFrame(draw); return; }
    const i = nearest(here(e), 12);
    tip.hidden = i < 0;
    if (i < 0) return;
    const [sx, sy] = spot(i);
    const label = doc.label ? doc.classes[doc.label[i] ?? -1] ?? "" : "";
    const s = doc.suspicion[i] ?? NaN;
    tip.replaceChildren(el("b", {}, t("row {n}", { n: doc.row[i] ?? 0 })), ` ${[t(threat(doc, i)), Number.isNaN(s) ? "" : s.toFixed(3), line(label, 40)].filter(Boolean).join(" · ")}`,
      ...(doc.why[i] ? [el("div", { class: "faint" }, line(doc.why[i]!, 140))] : []));
    tip.style.left = `${Math.max(4, Math.min(sx + 12, canvas.clientWidth - 250))}px`;
    tip.style.top = `${sy + 12 > canvas.clientHeight - 60 ? sy - 52 : sy + 12}px`;
  });
  canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
  const end = (e: PointerEvent): void => {
    if (path.length === 0) return;
    const [a, b] = [path[0]!, here(e)];
    path.push(b);
    const moved = path.some((p) => Math.hypot(p[0] - a[0], p[1] - a[1]) > 4);
    const add = e.shiftKey ? [...choice.now.selected] : [];
    const drawn = shape();
    path = [];
    if (moved) {
      const inside = doc.row.flatMap((_, i) => (choice.visible(i) && inLasso(drawn, spot(i)) ? [i] : []));
      choice.take(t("in the picture"), [...add, ...inside]);
    } else {
      const i = nearest(b, 12);
      if (i >= 0) choice.take(t("in the picture"), [...add, i]);
      else choice.clear();
    }
    draw();
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", () => { path = []; draw(); });

  /** All points without the chosen ones' marks: drawn again only when filter, axes, size or theme change. */
  const ground = el("canvas");
  let groundOf = "";
  let looked = 0;
  choice.watch((now, before) => { if (now.q !== before.q || now.threats !== before.threats) looked++; });

  function pens(theme_: Theme): (pen: CanvasRenderingContext2D, i: number, alpha: number, grow: number) => void {
    const shapes = doc.families.map((f) => ({ path: new Path2D(markOf(f.name).path), colour: colourOf(markOf(f.name), theme_) }));
    const dot = { path: new Path2D(markOf(undefined).path), colour: colourOf(markOf(undefined), theme_) };
    const sharp = devicePixelRatio || 1;
    return (pen, i, alpha, grow) => {
      const t = doc.threat[i] ?? -1;
      const mark = t < 0 ? dot : shapes[t] ?? dot;
      const [sx, sy] = spot(i);
      const size = (t < 0 ? 0.9 : 0.84) * grow;
      pen.globalAlpha = alpha;
      pen.setTransform(sharp * size, 0, 0, sharp * size, sharp * (sx - 6 * size), sharp * (sy - 6 * size));
      pen.fillStyle = mark.colour;
      pen.fill(mark.path);
    };
  }

  function draw(): void {
    const pen = canvas.getContext("2d");
    const [width, height, sharp] = [canvas.clientWidth, canvas.clientHeight, devicePixelRatio || 1];
    if (!pen || width === 0) return;
    const [w, h] = [Math.round(width * sharp), Math.round(height * sharp)];
    if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
    const { selected } = choice.now;
    const put = pens(theme());
    const key = [w, h, theme(), choice.now.x, choice.now.y, looked, selected.size > 0].join();
    if (key !== groundOf) {
      groundOf = key;
      [ground.width, ground.height] = [w, h];
      const under = ground.getContext("2d");
      // Others first, then what is suspicious, the worst on top.
      if (under) for (let i = doc.n - 1; i >= 0; i--) {
        const t = doc.threat[i] ?? -1;
        put(under, i, !choice.visible(i) ? 0.07 : selected.size > 0 ? (t < 0 ? 0.22 : 0.35) : t < 0 ? 0.5 : 1, 1);
      }
    }
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.globalAlpha = 1;
    pen.clearRect(0, 0, w, h);
    pen.drawImage(ground, 0, 0);
    const style = getComputedStyle(canvas);
    const [accent, faint] = [style.getPropertyValue("--aispm-accent").trim(), style.getPropertyValue("--aispm-faint").trim()];
    for (const i of [...selected].sort((a, b) => b - a)) {
      put(pen, i, choice.visible(i) ? 1 : 0.3, 1.15);
      pen.strokeStyle = accent;
      pen.lineWidth = 1.4;
      pen.beginPath();
      pen.arc(6, 6, (doc.threat[i] ?? -1) < 0 ? 5 : 8, 0, 7);
      pen.stroke();
    }
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    pen.globalAlpha = 1;
    pen.fillStyle = faint;
    pen.font = `11px ${style.fontFamily}`;
    if (x.ends) { pen.fillText(x.ends[0], pad.left, height - 30); pen.textAlign = "right"; pen.fillText(x.ends[1], width - pad.right, height - 38); }
    pen.textAlign = "left";
    if (y.ends) { pen.fillText(y.ends[1], pad.left + 150, 22); pen.fillText(y.ends[0], 4, height - pad.bottom + 14); }
    if (path.length > 1) {
      pen.strokeStyle = accent;
      pen.lineWidth = 1.5;
      pen.setLineDash([4, 3]);
      pen.beginPath();
      for (const p of shape()) pen.lineTo(p[0], p[1]);
      if (box) pen.closePath();
      pen.stroke();
      pen.setLineDash([]);
    }
  }
  new ResizeObserver(draw).observe(canvas);

  return {
    node,
    paint() {
      if (across.value !== choice.now.x) across.value = choice.now.x;
      if (up.value !== choice.now.y) up.value = choice.now.y;
      [x, y] = [axis(doc, choice.now.x), axis(doc, choice.now.y)];
      const { selected } = choice.now;
      const plane = choice.now.x === "pc1" && choice.now.y === "pc2" && doc.projection;
      const [a, b] = doc.projection?.share ?? [];
      said.textContent = `${t("{n} of {of} rows", { n: doc.n, of: doc.count })}${plane ? ` · ${t("{n} % of their spread", { n: Math.round(((a ?? 0) + (b ?? 0)) * 100) })}` : ""}`;
      said.title = plane ? t("Two directions of {n}, each column scaled by its median and spread.", { n: plane.of }) : "";
      canvas.setAttribute("aria-label", t("{n} rows as points, {m} of them selected. The table below holds the same rows.", { n: doc.n, m: selected.size }));
      draw();
    },
  };
}
