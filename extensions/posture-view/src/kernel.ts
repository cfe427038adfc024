// What a view in a notebook needs of its page and its kernel: buffers by name, and light or dark.
import type { Host, Theme } from "./host.js";
import { t } from "./say.js";

/** The part of anywidget's model that asking takes. */
export interface Kernel {
  on(event: string, act: (...args: never[]) => void): void;
  off(event: string, act: (...args: never[]) => void): void;
  send(content: object): void;
}
interface Reply { readonly kind?: unknown; readonly asks?: unknown }

export const silent = (): Error => new Error(t("The kernel does not answer. Run the cell again."));

/** Ask the kernel for its document; a kernel that does not answer is said so. `asks`: the rest has to be asked for. */
export function ask(model: Kernel): Promise<{ readonly bytes: BlobPart; readonly asks: boolean }> {
  const kind = "document";
  return new Promise((done, failed) => {
    const late = setTimeout(() => { model.off("msg:custom", heard); failed(silent()); }, 60_000);
    const heard = (reply: Reply, buffers: readonly DataView<ArrayBuffer>[]): void => {
      const bytes = buffers[0];
      if (reply.kind !== kind || !bytes) return;
      clearTimeout(late);
      model.off("msg:custom", heard);
      done({ bytes, asks: reply.asks === true });
    };
    model.on("msg:custom", heard);
    model.send({ kind });
  });
}

/** Light or dark by what is behind the board, so that any notebook's theme is followed. */
function ground(at: HTMLElement): Theme {
  for (let node: HTMLElement | null = at; node; node = node.parentElement) {
    const [r, g, b, a] = getComputedStyle(node).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [];
    if (r !== undefined && g !== undefined && b !== undefined && a !== 0) return 0.3 * r + 0.59 * g + 0.11 * b < 128 ? "dark" : "light";
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export const pageTheme = (at: HTMLElement): Host["theme"] => ({
  get: () => ground(at.parentElement ?? document.body),
  watch(act) {
    // A theme's style sheet arrives after its name changes.
    const seen = new MutationObserver(() => { act(); setTimeout(act, 300); });
    seen.observe(document.body, { attributes: true, attributeFilter: ["class", "data-jp-theme-name", "data-jp-theme-light", "data-vscode-theme-kind"] });
    return () => seen.disconnect();
  },
});

/** The static card that stands in for a view where nothing is live has done its work. */
export function hideCard(name: string): void {
  const card = document.getElementsByClassName(name)[0];
  if (card instanceof HTMLElement) card.hidden = true;
}
