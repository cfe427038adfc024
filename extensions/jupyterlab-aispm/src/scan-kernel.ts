// A kernel of our own for long work, so that a scan never blocks a notebook: started at first use, ended when idle or with the page.
import { PageConfig, PathExt, URLExt } from "@jupyterlab/coreutils";
import { ServerConnection, type ServiceManager, type Session } from "@jupyterlab/services";
import type { Raw } from "../../posture-view/src/posture.js";
import { ask } from "./ask.js";
import type { Settings } from "./settings.js";

const name = "AI security posture";

export class ScanKernel {
  private session: Session.ISessionConnection | null = null;
  private starting: Promise<Session.ISessionConnection> | null = null;
  private busy = 0;
  private idle: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly services: ServiceManager.IManager, private readonly settings: Settings) {
    addEventListener("pagehide", () => this.leave());
  }

  /** What the kernel is called, for sentences about it. */
  get display(): string {
    const spec = this.services.kernelspecs.specs?.kernelspecs[this.session?.kernel?.name ?? ""];
    return spec?.display_name ?? this.session?.kernel?.name ?? "";
  }
  /** Where it works, and so what its paths are relative to. */
  get folder(): string { return PathExt.dirname(this.session?.path ?? ""); }

  async ask(request: object, heard?: (said: Raw) => void): Promise<Raw> {
    clearTimeout(this.idle);
    this.busy += 1;
    try {
      const { kernel } = await this.started();
      if (!kernel) throw new Error("The scan's kernel did not start. See the server's log.");
      return await ask(kernel, request, heard);
    } finally {
      this.busy -= 1;
      this.rest();
    }
  }

  async interrupt(): Promise<void> { await this.session?.kernel?.interrupt(); }

  async end(): Promise<void> {
    const ending = this.session;
    this.session = null;
    this.starting = null;
    if (ending && !ending.isDisposed) await ending.shutdown();
  }

  /** After a reload: a kernel that was left at work is ours again; an idle one is on its way out. */
  async adopt(): Promise<boolean> {
    await this.services.sessions.ready;
    const model = await this.services.sessions.findByPath(this.path).catch(() => undefined);
    if (model?.kernel?.execution_state !== "busy" || this.session) return false;
    this.session = this.services.sessions.connectTo({ model });
    return true;
  }

  private rest(): void {
    clearTimeout(this.idle);
    if (this.busy === 0) this.idle = setTimeout(() => void this.end(), this.settings.idleMinutes * 60_000);
  }

  private get path(): string { return PathExt.join(this.settings.folder, name); }

  private started(): Promise<Session.ISessionConnection> {
    const { session } = this;
    if (session && !session.isDisposed && session.kernel && session.kernel.status !== "dead") return Promise.resolve(session);
    this.starting ??= this.start().finally(() => { this.starting = null; });
    return this.starting;
  }

  private async start(): Promise<Session.ISessionConnection> {
    // The server hands out the session that already has this path: one such kernel, however many tabs are open.
    this.session = await this.services.sessions.startNew({ path: this.path, name, type: "aispm", kernel: { name: await this.spec() } });
    return this.session;
  }

  private async spec(): Promise<string> {
    await this.services.kernelspecs.ready;
    const { specs } = this.services.kernelspecs;
    const wanted = this.settings.kernel || specs?.default || "";
    const known = specs?.kernelspecs[wanted];
    if (this.settings.kernel && !known) throw new Error(`There is no kernel called "${wanted}". Choose another in the settings.`);
    if (known?.language === "python") return wanted;
    const other = Object.values(specs?.kernelspecs ?? {}).find((s) => s?.language === "python");
    if (!other) throw new Error("No Python kernel is installed here: install ipykernel, then scan again.");
    return other.name;
  }

  /** The page goes away: an idle kernel goes with it; one that works is found again by its path. */
  private leave(): void {
    const id = this.session?.id;
    if (!id || this.busy > 0 || this.session?.kernel?.status !== "idle") return;
    const settings: ServerConnection.ISettings = this.services.serverSettings;
    const url = URLExt.join(settings.baseUrl || PageConfig.getBaseUrl(), "api/sessions", encodeURIComponent(id));
    void ServerConnection.makeRequest(url, { method: "DELETE", keepalive: true }, settings).catch(() => undefined);
  }
}

