// The few calls made to Plotly, and how it arrives: gzipped, once a page, when a picture is first wanted.

export interface Figure { readonly data: readonly object[]; readonly layout: object }
export interface PlotlyEvent {
  readonly points?: readonly { readonly id?: string; readonly customdata?: unknown; readonly currentPath?: string }[];
  readonly annotation?: { readonly name?: string };
}
export interface Plot extends HTMLElement { on(event: string, act: (e: PlotlyEvent) => boolean | void): void }
export interface Plotly {
  react(at: HTMLElement, data: readonly object[], layout: object, config: object): Promise<Plot>;
  purge(at: HTMLElement): void;
  Plots: { resize(at: HTMLElement): Promise<void> | void };
}

/** Nothing of Plotly's own chrome, and no way to send a chart anywhere. */
export const config = {
  displayModeBar: false, displaylogo: false, showLink: false, showSendToCloud: false, plotlyServerURL: "", showTips: false,
  doubleClick: false, scrollZoom: false, editable: false, responsive: false, modeBarButtonsToRemove: ["sendChartToCloud"],
};

export async function gunzip(bytes: BlobPart): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return await new Response(stream).text();
}

const known = (): Plotly | undefined => (globalThis as { aispmPlotly?: Plotly }).aispmPlotly;
let coming: Promise<Plotly> | null = null;

/**
 * The bundle runs as an inline script, so that a snapshot can name its hash in the policy: no blob, no eval.
 * Kept on the page's global, as every board of a notebook loads its own copy of this file.
 */
export function plotly(load: () => Promise<BlobPart>): Promise<Plotly> {
  const here = known();
  if (here) return Promise.resolve(here);
  coming ??= (async () => {
    const script = document.createElement("script");
    script.textContent = await gunzip(await load());
    if (!known()) document.head.append(script);
    script.remove();
    const loaded = known();
    if (!loaded) throw new Error("The charts could not start here. The queue works without them.");
    return loaded;
  })();
  coming.catch(() => { coming = null; });
  return coming;
}
