// What the board needs of JupyterLab: its theme, its language, and a place that keeps the state. Keys stay within the board.
import type { TranslationBundle } from "@jupyterlab/translation";
import type { Host } from "../../posture-view/src/host.js";
import { pageTheme } from "../../posture-view/src/kernel.js";
import type { Catalogue } from "../../posture-view/src/say.js";

/** JupyterLab's translations as the board looks them up: by the English sentence, which stands where there is no other. */
export function catalogue(trans: TranslationBundle): Catalogue {
  const said = (english: string | symbol): string => trans.__(String(english));
  return new Proxy<Record<string, string>>({}, {
    get: (_, english) => said(english),
    getOwnPropertyDescriptor: (_, english) => ({ value: said(english), configurable: true, enumerable: true, writable: true }),
  });
}

export const labHost = (at: HTMLElement, state: Host["state"], trans: TranslationBundle): Host =>
  ({ keys: (board) => board, theme: pageTheme(at), state, speech: { catalogue: catalogue(trans) } });
