// The board in a snapshot, or in the frame that a saved notebook carries: it asks nobody for anything.
import { render } from "./board.js";
import type { Host, Theme } from "./host.js";
import { PageSource } from "./page.js";
import { gunzip } from "./gunzip.js";
import { isRaw, readPosture, text } from "./posture.js";
import { speak, type Catalogue } from "./say.js";
import { skeleton } from "./skeleton.js";

function embedded(id: string): Uint8Array<ArrayBuffer> {
  const text = atob(document.getElementById(id)?.textContent?.trim() ?? "");
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function theme(given: string | undefined): Host["theme"] {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const watching = new Set<() => void>();
  let chosen: Theme | null = given === "light" || given === "dark" ? given : null;
  const get = (): Theme => chosen ?? (system.matches ? "dark" : "light");
  const tell = (): void => { document.documentElement.dataset["theme"] = get(); watching.forEach((w) => w()); };
  system.addEventListener("change", tell);
  tell();
  return { get, watch: (act) => { watching.add(act); return () => watching.delete(act); }, toggle: () => { chosen = get() === "dark" ? "light" : "dark"; tell(); } };
}

const framed = window.parent !== window;

/** A frame has no address of its own to keep anything in: it starts as the notebook's board was, and forgets. */
function inFrame(at: HTMLElement): Host["state"] {
  let now = at.dataset["state"] ?? "";
  return { get: () => now, set: (s) => { now = s; }, watch: () => () => undefined };
}

const inAddress: Host["state"] = {
  // The address keeps the state, so that a link into the file opens at the same finding.
  get: () => location.hash.slice(1),
  set: (s) => history.replaceState(null, "", s ? `#${s}` : location.pathname),
  watch(act) {
    const changed = (): void => act(location.hash.slice(1));
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  },
};

/** The words that whoever wrote the page had for it; without them it is English. */
function words(): Catalogue {
  const said: unknown = JSON.parse(document.getElementById("aispm-words")?.textContent ?? "{}");
  return isRaw(said) ? Object.fromEntries(Object.entries(said).map(([english, other]) => [english, text(other)])) : {};
}

async function start(at: HTMLElement): Promise<void> {
  const page = document.documentElement;
  try {
    speak({ catalogue: words() });
    skeleton(at);
    const parsed: unknown = JSON.parse(await gunzip(embedded("aispm-posture")));
    const host: Host = { keys: () => document, theme: theme(at.dataset["theme"]), state: framed ? inFrame(at) : inAddress, speech: { catalogue: words() } };
    const board = render(at, new PageSource(readPosture(parsed)), host);
    await board.ready;
    // A frame leaves the focus to the notebook around it, and says that the card beside it has done its work.
    if (framed) window.parent.postMessage("aispm-ready", "*");
    else at.querySelector<HTMLElement>("[role=listbox]")?.focus({ preventScroll: true });
    page.dataset["ready"] = performance.now().toFixed(0);
  } catch (error) {
    page.classList.remove("aispm-js"); // the static list says what the board could not
    page.dataset["failed"] = "";
    skeleton(at, error instanceof Error ? error.message : String(error));
  }
}

const place = document.getElementById("aispm-board");
if (place) void start(place);
