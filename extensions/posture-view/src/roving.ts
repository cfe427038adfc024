// Many things to press, one stop of the tab key: arrows move among them, as in a toolbar.
import { put } from "./keep.js";

const stops = (at: HTMLElement): readonly HTMLElement[] => [...at.querySelectorAll<HTMLElement>("[data-stop]")];

/** Set only where it changes: of what has the focus, a browser lays the page out to see whether it may keep it. */
function stop(at: HTMLElement, is: boolean): void {
  const to = is ? 0 : -1;
  if (at.tabIndex !== to || !at.hasAttribute("tabindex")) at.tabIndex = to;
}

/** After a repaint: what is chosen, or the first, is where the tab key comes in. */
export function oneStop(at: HTMLElement): void {
  const all = stops(at);
  const chosen = all.find((s) => s.getAttribute("aria-pressed") === "true" || s.getAttribute("aria-selected") === "true") ?? all[0];
  for (const s of all) stop(s, s === chosen);
}

export function roving(at: HTMLElement): void {
  at.addEventListener("keydown", (event) => {
    const all = stops(at);
    const here = all.findIndex((s) => s === document.activeElement);
    if (here < 0) return;
    const by: Readonly<Record<string, number>> = { ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 };
    const to = by[event.key];
    const next = to === undefined ? undefined : all[Math.max(0, Math.min(all.length - 1, to))];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    for (const s of all) stop(s, s === next);
    next.focus();
  });
}

/** Drawn anew. What has the focus keeps it wherever it now stands: lost, it would leave the board, and JupyterLab follow it. */
export function redrawn(at: HTMLElement, fresh: HTMLElement): void {
  oneStop(fresh);
  const old = at.firstElementChild;
  const focused = stops(at).find((s) => s === document.activeElement)?.dataset["stop"];
  if (old?.className === fresh.className) put(old, [...fresh.childNodes]);
  else at.replaceChildren(fresh);
  const twin = focused === undefined ? undefined : stops(at).find((s) => s.dataset["stop"] === focused);
  if (twin && twin !== document.activeElement) twin.focus({ preventScroll: true });
}
