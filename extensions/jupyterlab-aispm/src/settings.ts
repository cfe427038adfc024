// The user's settings, with the schema's defaults where there is no registry of settings.
import type { ISettingRegistry } from "@jupyterlab/settingregistry";
import { Signal, type ISignal } from "@lumino/signaling";

export class Settings {
  private loaded: ISettingRegistry.ISettings | null = null;
  private readonly _changed = new Signal<Settings, void>(this);
  get changed(): ISignal<Settings, void> { return this._changed; }

  async load(registry: ISettingRegistry | null, plugin: string): Promise<void> {
    if (!registry) return;
    this.loaded = await registry.load(plugin);
    this.loaded.changed.connect(() => this._changed.emit());
    this._changed.emit();
  }

  private text(name: string, otherwise: string): string {
    const value: unknown = this.loaded?.get(name).composite;
    return typeof value === "string" ? value : otherwise;
  }
  private yes(name: string): boolean { return this.loaded?.get(name).composite !== false; }

  get registry(): string { return this.text("registry", "").trim(); }
  get folder(): string { return this.text("folder", "").replace(/^\/+|\/+$/g, ""); }
  get store(): string { return this.text("store", "posture.duckdb") || "posture.duckdb"; }
  get kernel(): string { return this.text("kernel", ""); }
  get idleMinutes(): number {
    const value: unknown = this.loaded?.get("idleMinutes").composite;
    return typeof value === "number" && value > 0 ? value : 10;
  }
  get notebooks(): boolean { return this.yes("notebooks"); }
  get followNotebooks(): boolean { return this.yes("followNotebooks"); }
  get statusBar(): boolean { return this.yes("statusBar"); }
  get cellMarks(): boolean { return this.yes("cellMarks"); }
}
