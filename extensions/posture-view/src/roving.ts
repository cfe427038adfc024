// Many things to press, one stop of the tab key: arrows move among them, as in a toolbar.

const stops = (at: HTMLElement): readonly HTMLElement[] => [...at.querySelectorAll<HTMLElement>("[data-stop]")];

/** After a repaint: what is chosen, or the first, is where the tab key comes in. */
export function oneStop(at: HTMLElement): void {
  const all = stops(at);
  const chosen = all.find((s) => s.getAttribute("aria-pressed") === "true" || s.getAttribute("aria-selected") === "true") ?? all[0];
  for (const s of all) s.tabIndex = s === chosen ? 0 : -1;
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
    for (const s of all) s.tabIndex = s === next ? 0 : -1;
    next.focus();
  });
}
