// The posture that is shown, where it came from, and what to say while there is none.
import type { Contents } from "@jupyterlab/services";
import type { IStateDB } from "@jupyterlab/statedb";
import { Signal, type ISignal } from "@lumino/signaling";
import { PageSource } from "../../posture-view/src/page.js";
import { isRaw, readPosture, text, type Posture } from "../../posture-view/src/posture.js";
import { suffix } from "./tokens.js";

/** A document in the workspace, or the memory of a notebook's kernel. */
export interface Origin { readonly kind: "file" | "notebook"; readonly path: string }
export interface Shown { readonly origin: Origin; readonly json: string; readonly posture: Posture; readonly source: PageSource }
export type Status =
  | { readonly is: "empty" }
  | { readonly is: "reading"; readonly origin: Origin }
  | { readonly is: "failed"; readonly origin: Origin; readonly found: string }
  | { readonly is: "missing"; readonly kernel: string }
  | { readonly is: "shown"; readonly shown: Shown };

const place = "aispm-nb:shown";

export function readShown(origin: Origin, json: string): Shown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    throw new Error(`This is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const posture = readPosture(parsed);
  return { origin, json, posture, source: new PageSource(posture) };
}

export class Postures {
  private _status: Status = { is: "empty" };
  private turn = 0;
  private readonly _changed = new Signal<Postures, void>(this);

  constructor(private readonly contents: Contents.IManager, private readonly db: IStateDB | null) {
    // A document that is written again (by a scan, a cell, another tab of ours) is read again.
    contents.fileChanged.connect((_, change) => {
      const path = change.newValue?.path;
      if (change.type === "save" && path !== undefined && this.origin?.kind === "file" && this.origin.path === path) void this.open(path);
    });
  }

  get changed(): ISignal<Postures, void> { return this._changed; }
  get status(): Status { return this._status; }
  get shown(): Shown | null { return this._status.is === "shown" ? this._status.shown : null; }
  get origin(): Origin | null {
    const s = this._status;
    return s.is === "shown" ? s.shown.origin : s.is === "reading" || s.is === "failed" ? s.origin : null;
  }

  /** What was shown before the reload. A notebook's posture comes back when its kernel does. */
  async before(): Promise<Origin | null> {
    const kept: unknown = await this.db?.fetch(place).catch(() => undefined);
    if (!isRaw(kept) || (kept["kind"] !== "file" && kept["kind"] !== "notebook")) return null;
    return { kind: kept["kind"], path: text(kept["path"]) };
  }

  async open(path: string): Promise<void> {
    const origin: Origin = { kind: "file", path };
    const now = ++this.turn;
    if (this.origin?.path !== path) this.become({ is: "reading", origin });
    try {
      const file = await this.contents.get(path, { type: "file", format: "text", content: true });
      if (now === this.turn) this.show(origin, text(file.content));
    } catch (error) {
      if (now === this.turn) this.become({ is: "failed", origin, found: error instanceof Error ? error.message : String(error) });
    }
  }

  show(origin: Origin, json: string): void {
    ++this.turn;
    try {
      this.become({ is: "shown", shown: readShown(origin, json) });
    } catch (error) {
      this.become({ is: "failed", origin, found: error instanceof Error ? error.message : String(error) });
    }
    void this.db?.save(place, { kind: origin.kind, path: origin.path });
  }

  missing(kernel: string): void { this.become({ is: "missing", kernel }); }

  /** Posture documents in a folder, newest first. */
  async documents(folder: string): Promise<readonly string[]> {
    const listing = await this.contents.get(folder, { type: "directory", content: true });
    const files: unknown = listing.content;
    const found = Array.isArray(files) ? files.filter(isRaw).filter((f) => text(f["name"]).endsWith(suffix)) : [];
    return found.sort((x, y) => (text(x["last_modified"]) < text(y["last_modified"]) ? 1 : -1)).map((f) => text(f["path"]));
  }

  private become(status: Status): void {
    this._status = status;
    this._changed.emit();
  }
}
