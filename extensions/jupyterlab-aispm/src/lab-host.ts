// What the board needs of JupyterLab: its theme, and a place that keeps the state. Keys stay within the board.
import type { Host } from "../../posture-view/src/host.js";
import { pageTheme } from "../../posture-view/src/kernel.js";

export const labHost = (at: HTMLElement, state: Host["state"]): Host => ({ keys: (board) => board, theme: pageTheme(at), state });
