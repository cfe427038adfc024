// Elements with text bound, never markup: the only way anything here reaches the page.

export type Child = Node | string | null | undefined | false;
interface Attributes {
  readonly class?: string; readonly title?: string; readonly role?: string; readonly id?: string; readonly type?: string;
  readonly tabindex?: number; readonly hidden?: boolean; readonly disabled?: boolean; readonly href?: string; readonly placeholder?: string;
  readonly aria?: Readonly<Record<string, string | number | boolean>>;
  readonly data?: Readonly<Record<string, string>>;
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
}

const focusable: ReadonlySet<string> = new Set(["button", "select", "input", "summary", "a"]);

export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  const { class: name, aria, data, on, hidden, disabled, ...rest } = attributes;
  if (name) node.className = name.split(" ").map((n) => `aispm-${n}`).join(" ");
  for (const [key, v] of Object.entries(rest)) node.setAttribute(key, String(v));
  for (const [key, v] of Object.entries(aria ?? {})) node.setAttribute(`aria-${key}`, String(v));
  for (const [key, v] of Object.entries(data ?? {})) node.dataset[key] = v;
  for (const [key, v] of Object.entries(on ?? {})) node.addEventListener(key, v);
  // JupyterLab looks at the focused element before its parents: each one that can be focused keeps its keys to itself.
  if (focusable.has(tag) || attributes.tabindex !== undefined) node.dataset["lmSuppressShortcuts"] = "true";
  if (hidden) node.hidden = true;
  if (disabled) node.setAttribute("disabled", "");
  node.append(...children.filter((c): c is Node | string => c !== null && c !== undefined && c !== false));
  return node;
}

const svgSpace = "http://www.w3.org/2000/svg";
export function svg(tag: string, attributes: Readonly<Record<string, string | number>>, ...children: readonly Node[]): SVGElement {
  const node = document.createElementNS(svgSpace, tag) as SVGElement;
  for (const [key, v] of Object.entries(attributes)) node.setAttribute(key, String(v));
  node.append(...children);
  return node;
}

/** A button that does something; its words are its name. */
export const button = (name: string, words: string, act: () => void, aria: Readonly<Record<string, string | number | boolean>> = {}): HTMLButtonElement =>
  el("button", { class: name, type: "button", aria, on: { click: act } }, words);

export const isolate = (name: string, text: string): HTMLElement => el("bdi", { class: name }, text);
