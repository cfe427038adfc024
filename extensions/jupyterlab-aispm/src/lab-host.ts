// What the board needs of JupyterLab.
import { PageConfig, URLExt } from "@jupyterlab/coreutils";
import type { Host } from "../../posture-view/src/host.js";
import { pageTheme } from "../../posture-view/src/kernel.js";
import { plotly } from "../../posture-view/src/plotly.js";

async function charts(): Promise<BlobPart> {
  const url = URLExt.join(PageConfig.getOption("fullLabextensionsUrl"), "aispm-nb/static/plotly.js.gz");
  const answer = await fetch(url);
  if (!answer.ok) throw new Error("The charts are not where the extension was installed. Install aispm-nb again; the queue works without them.");
  return await answer.arrayBuffer();
}

export const labHost = (at: HTMLElement, state: Host["state"]): Host =>
  ({ keys: (board) => board, plotly: () => plotly(charts), theme: pageTheme(at), state });
