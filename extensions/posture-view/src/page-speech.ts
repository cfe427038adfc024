// The language of the page around a widget. A widget's module is its own; where JupyterLab's extension is there, it leaves its catalogue
// on the page under a name that both know, and a widget without one speaks English.
import type { Catalogue, Speech } from "./say.js";

const name = Symbol.for("aispm-nb:speech");

export const leaveSpeech = (speech: Speech): void => { Reflect.set(globalThis, name, speech); };

export function pageSpeech(): Speech {
  const left: unknown = Reflect.get(globalThis, name);
  if (typeof left !== "object" || left === null || !("catalogue" in left) || !isCatalogue(left.catalogue)) return {};
  return { catalogue: left.catalogue };
}

const isCatalogue = (x: unknown): x is Catalogue => typeof x === "object" && x !== null;
