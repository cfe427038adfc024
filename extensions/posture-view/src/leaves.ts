// What if this is fixed: the finding where it starts and all that inherit it go, and with them what they held in *now*.
import type { Findings } from "./posture.js";
import type { Leaves, Place } from "./source.js";
import { priorities } from "./words.js";

const most = 12;

export function leaves(f: Findings, i: number, rank: (i: number) => number, isOpen: (i: number) => boolean, place: (asset: number) => Place): Leaves {
  const [rule, start] = [f.rule[i]!, f.inheritedFrom[i]! >= 0 ? f.inheritedFrom[i]! : f.asset[i]!];
  const [before, after] = [priorities.map(() => 0), priorities.map(() => 0)];
  const here = new Set<number>();
  const still = new Set<number>(); // has something else in *now*
  let findings = 0;
  for (let k = 0; k < f.length; k++) {
    if (!isOpen(k)) continue;
    const goes = k === i || (f.rule[k] === rule && (f.inheritedFrom[k] === start || (f.asset[k] === start && f.inheritedFrom[k]! < 0)));
    const p = rank(k);
    before[p]! += f.count[k]!;
    if (goes) findings += f.count[k]!;
    else after[p]! += f.count[k]!;
    if (p === 0) (goes ? here : still).add(f.asset[k]!);
  }
  const cleared = [...here].filter((a) => !still.has(a));
  return {
    at: place(start), findings, before, after, now: [...here].slice(0, most).map(place),
    cleared: cleared.slice(0, most).map(place), clearedMore: Math.max(0, cleared.length - most),
  };
}
