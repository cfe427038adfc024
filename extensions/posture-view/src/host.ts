// What a renderer needs of the place it is shown in, and nothing more.
import type { Speech } from "./say.js";

export type Theme = "light" | "dark";
export interface Host {
  /** Where key strokes are listened for: the page, or the board alone in a notebook. */
  readonly keys: (board: HTMLElement) => EventTarget;
  readonly theme: { get(): Theme; watch(act: () => void): () => void; toggle?: () => void };
  /** The kept state: read at the start, told of every change, and able to change from outside. */
  readonly state: { get(): string; set(state: string): void; watch(act: (state: string) => void): () => void };
  /** Another language than English, another locale than the browser's. */
  readonly speech?: Speech;
}
