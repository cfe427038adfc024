// The keyboard, in one table. Nothing fires while a person types.
import { toggle, type Picture, type State } from "./state.js";
import { priorities } from "./words.js";

export interface KeyActs {
  step(by: number | "first" | "last"): void; page(): number; open(): void; back(): void; search(): void; help(): void; fix(): void; suppose(): void;
  inList(target: EventTarget | null): boolean;
  change(next: (state: State) => State): void;
}

const pictures: Readonly<Record<string, Picture>> = { m: "models", r: "risk", l: "lineage" };

export function onKeys(target: EventTarget, act: KeyActs): () => void {
  const press = (event: Event): void => {
    if (!(event instanceof KeyboardEvent) || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    const field = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
    const search = event.target instanceof HTMLInputElement;
    const move: Readonly<Record<string, () => void>> = {
      ArrowDown: () => act.step(1), ArrowUp: () => act.step(-1), PageDown: () => act.step(act.page()), PageUp: () => act.step(-act.page()),
    };
    const ends: Readonly<Record<string, () => void>> = { Home: () => act.step("first"), End: () => act.step("last"), Enter: () => act.open() };
    const anywhere: Readonly<Record<string, () => void>> = { "/": act.search, "?": act.help, f: act.fix, w: act.suppose };
    const listed = act.inList(event.target);
    const picture = pictures[key];
    const priority = /^[1-4]$/.test(key) ? priorities[Number(key) - 1] : undefined;
    let done: (() => void) | undefined;
    if (key === "Escape") done = act.back;
    else if (listed || search) done = move[key] ?? (listed || key === "Enter" ? ends[key] : undefined);
    if (!done && !field) {
      done = anywhere[key]
        ?? (picture ? () => act.change((s) => ({ ...s, picture })) : undefined)
        ?? (priority ? () => act.change((s) => toggle(s, "priority", priority.word)) : undefined);
    }
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
    done();
  };
  target.addEventListener("keydown", press);
  return () => target.removeEventListener("keydown", press);
}
