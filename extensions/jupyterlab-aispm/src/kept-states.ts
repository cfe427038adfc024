// What a person has chosen on each board (filter, selection, picture), kept over a reload and shared by panel and main area.
import type { IStateDB } from "@jupyterlab/statedb";
import { isRaw, text } from "../../posture-view/src/posture.js";
import type { Host } from "../../posture-view/src/host.js";

const place = "aispm-nb:states";
const most = 50; // documents; the least recently changed goes first

export class KeptStates {
  private readonly states = new Map<string, string>();
  private readonly watching = new Map<string, Set<(state: string) => void>>();
  private saving: ReturnType<typeof setTimeout> | undefined;

  /** Boards are drawn after what was kept is known. */
  readonly ready: Promise<void>;

  constructor(private readonly db: IStateDB | null) {
    this.ready = this.restore();
  }

  private async restore(): Promise<void> {
    const kept: unknown = await this.db?.fetch(place).catch(() => undefined);
    if (isRaw(kept)) for (const [name, state] of Object.entries(kept)) this.states.set(name, text(state));
  }

  /** The state of one document, as the board wants it. */
  of(name: string): Host["state"] {
    return {
      get: () => this.states.get(name) ?? "",
      set: (state) => this.set(name, state),
      watch: (act) => {
        const acts = this.watching.get(name) ?? new Set();
        this.watching.set(name, acts.add(act));
        return () => acts.delete(act);
      },
    };
  }

  private set(name: string, state: string): void {
    if (this.states.get(name) === state) return;
    this.states.delete(name); // set again at the end: the order is by when it changed
    this.states.set(name, state);
    while (this.states.size > most) this.states.delete([...this.states.keys()][0] ?? "");
    for (const act of this.watching.get(name) ?? []) act(state);
    clearTimeout(this.saving);
    this.saving = setTimeout(() => void this.db?.save(place, Object.fromEntries(this.states)), 150);
  }
}
