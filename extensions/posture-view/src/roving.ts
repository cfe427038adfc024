// Many things to press, one stop of the tab key: arrows move among them, as in a toolbar.

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

/** Drawn anew. What has the focus stays the element that it is: were it another one, the focus would leave the board, and JupyterLab follow it. */
export function redrawn(at: HTMLElement, fresh: HTMLElement): void {
  const old = at.firstElementChild;
  const focused = document.activeElement;
  const all = [...fresh.childNodes];
  const twin = old && focused instanceof HTMLElement && focused.parentElement === old && old.className === fresh.className
    ? all.find((n): n is HTMLElement => n instanceof HTMLElement && n.dataset["stop"] === focused.dataset["stop"]) : undefined;
  if (!old || !twin || !(focused instanceof HTMLElement)) {
    at.replaceChildren(fresh);
    return;
  }
  focused.className = twin.className;
  focused.title = twin.title;
  focused.style.cssText = twin.style.cssText;
  for (const name of ["aria-label", "aria-pressed", "aria-current"]) {
    const value = twin.getAttribute(name);
    if (value === null) focused.removeAttribute(name);
    else focused.setAttribute(name, value);
  }
  focused.replaceChildren(...twin.childNodes);
  for (const n of [...old.childNodes]) if (n !== focused) n.remove();
  const here = all.indexOf(twin);
  focused.before(...all.slice(0, here));
  focused.after(...all.slice(here + 1));
}
