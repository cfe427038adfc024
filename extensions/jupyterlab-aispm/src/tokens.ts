// The one thing our plugins share: what is known, and how to ask a kernel for more.
import { Token } from "@lumino/coreutils";
import type { CellFindings } from "./cell-findings.js";
import type { KeptStates } from "./kept-states.js";
import type { Postures } from "./postures.js";
import type { ScanKernel } from "./scan-kernel.js";
import type { Settings } from "./settings.js";

export interface Aispm {
  readonly postures: Postures;
  readonly states: KeptStates;
  readonly cells: CellFindings;
  readonly kernel: ScanKernel;
  readonly settings: Settings;
}
export const IAispm = new Token<Aispm>("aispm-nb:IAispm", "The posture of the workspace, and the kernel that scans.");

export const commandIds = {
  panel: "aispm:show-panel", scan: "aispm:scan", notebook: "aispm:check-notebook", frame: "aispm:check-data-frame",
  board: "aispm:open-board", snapshot: "aispm:open-snapshot", export: "aispm:export", jump: "aispm:jump-to-cell", open: "aispm:open-document",
} as const;
export const panelId = "aispm-panel";
export const factoryName = "AI Security Posture";
export const suffix = ".posture.json";
