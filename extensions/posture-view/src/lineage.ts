// Walks over the lineage: what is behind an asset, what it reaches, and by which way.
import type { Assets, Lineage } from "./posture.js";
import { exposures, impacts, rank } from "./words.js";

export interface Walk { readonly order: readonly number[]; readonly from: ReadonlyMap<number, number> }

/** Neighbours of every asset in two flat arrays; `start[i]..start[i + 1]` are those of asset i. */
interface Links { readonly start: Int32Array; readonly to: Int32Array }

function links(n: number, from: readonly number[], to: readonly number[]): Links {
  const start = new Int32Array(n + 1);
  for (const f of from) if (f >= 0) start[f + 1]!++;
  for (let i = 0; i < n; i++) start[i + 1]! += start[i]!;
  const fill = start.slice();
  const flat = new Int32Array(from.length);
  from.forEach((f, e) => { if (f >= 0) flat[fill[f]!++] = to[e]!; });
  return { start, to: flat };
}

export class Ways {
  private readonly forward: Links;
  private readonly back: Links;
  constructor(private readonly assets: Assets, readonly lineage: Lineage) {
    // A grant says who may touch an asset; data does not flow along it.
    const flows = (end: readonly number[]): number[] => end.map((p, e) => (lineage.kind[e] === "grant" ? -1 : p));
    const [source, target] = [flows(lineage.source), flows(lineage.target)];
    this.forward = links(assets.length, source, target);
    this.back = links(assets.length, target, source);
  }

  isServed = (asset: number): boolean => this.assets.servedAs[asset] !== "" || this.assets.kind[asset] === "endpoint";

  /** Nearest first, at most `most` assets, each once: a cycle ends where it began. */
  walk(asset: number, ahead: boolean, most: number): Walk {
    const side = ahead ? this.forward : this.back;
    const from = new Map<number, number>([[asset, -1]]);
    const order = [asset];
    for (let i = 0; i < order.length && order.length < most; i++) {
      const here = order[i]!;
      for (let e = side.start[here]!; e < side.start[here + 1]! && order.length < most; e++) {
        const next = side.to[e]!;
        if (next < 0 || from.has(next)) continue;
        from.set(next, here);
        order.push(next);
      }
    }
    return { order, from };
  }

  /** The model an asset belongs to: its own name, or that of the nearest model ahead of it; none is "". */
  model(asset: number): string {
    for (const a of this.walk(asset, true, 40).order) {
      const name = this.assets.kind[a] === "logged_model" ? null : /^models:\/([^/@]+)/.exec(this.assets.asset[a]!);
      if (name?.[1]) return name[1];
    }
    return "";
  }

  /** From where the data comes, through the asset, to the worst thing served that it reaches. */
  path(asset: number): readonly number[] {
    const behind = this.walk(asset, false, 500);
    const ahead = this.walk(asset, true, 5000);
    const origin = this.isServed(asset) || ahead.order.length === 1
      ? behind.order.find((a) => this.assets.kind[a] === "dataset") ?? behind.order.at(-1) ?? asset
      : asset;
    const served = this.served(asset)[0] ?? ahead.order.at(-1) ?? asset;
    const way = (walk: Walk, end: number): number[] => {
      const steps: number[] = [];
      for (let at = end; at >= 0; at = walk.from.get(at) ?? -1) steps.push(at);
      return steps; // from the end back to the asset
    };
    return [...way(behind, origin), ...way(ahead, served).reverse().slice(1)];
  }

  /** Served assets ahead, the asset itself among them: most harm first, then most exposed, then nearest. */
  served(asset: number): readonly number[] {
    const { impact, exposure } = this.assets;
    const harm = (a: number): number => rank(impacts, impact[a]!, 0) * exposures.length + rank(exposures, exposure[a]!, 0);
    return this.walk(asset, true, 5000).order.filter(this.isServed).sort((a, b) => harm(b) - harm(a));
  }
}

/** Columns from left to right: longest way from an origin, cycles ignored. */
export function layers(n: number, edges: readonly (readonly [number, number])[]): readonly number[] {
  const layer = new Array<number>(n).fill(0);
  const waiting = new Array<number>(n).fill(0);
  const ahead: number[][] = Array.from({ length: n }, () => []);
  for (const [a, b] of edges) { waiting[b]!++; ahead[a]!.push(b); }
  const ready = waiting.flatMap((w, i) => (w === 0 ? [i] : []));
  for (let i = 0; i < ready.length; i++) {
    const a = ready[i]!;
    for (const b of ahead[a]!) {
      layer[b] = Math.max(layer[b]!, layer[a]! + 1);
      if (--waiting[b]! === 0) ready.push(b);
    }
  }
  return layer;
}
