// What is on the page becomes what it should be: what reads alike stays, and of what differs only that is styled and laid out anew.
// Listeners stay with their elements, so what was pressed is asked of the element by whatever it lies in.

function become(old: Node, fresh: Node): void {
  if (!(old instanceof Element) || !(fresh instanceof Element)) {
    old.nodeValue = fresh.nodeValue;
    return;
  }
  const names = fresh.getAttributeNames();
  for (const name of names) {
    const value = fresh.getAttribute(name) ?? "";
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (old.attributes.length > names.length) for (const name of old.getAttributeNames()) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  put(old, [...fresh.childNodes]);
}

/** New content, place by place. What has listeners of its own does not become another thing: of that, only what reads alike stays. */
export function put(at: Element, fresh: readonly Node[], becomes = true): void {
  const old = [...at.childNodes];
  fresh.forEach((node, i) => {
    const before = old[i];
    if (!before) at.append(node);
    else if (before.isEqualNode(node)) return;
    else if (becomes && before.nodeName === node.nodeName) become(before, node);
    else before.replaceWith(node);
  });
  for (const node of old.slice(fresh.length)) node.remove();
}

export const pressed = (event: Event, selector: string): HTMLElement | null =>
  event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;

/** Set only where it changes: the same words set again are laid out again. */
export function write(at: Element, words: string): void {
  if (at.textContent !== words) at.textContent = words;
}
