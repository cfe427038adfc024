// From the names of assets to what the page can open.
import { PathExt } from "@jupyterlab/coreutils";
import { format, parse } from "../../posture-view/src/state.js";

export interface CellPlace { readonly notebook: string; readonly cell: number }

const cellName = /^notebooks:\/(.+)#cell-(\d+)$/s;

/** `notebooks:/REL/PATH.ipynb#cell-N`, or nothing. */
export function cellOf(asset: string): CellPlace | null {
  const [, notebook, cell] = cellName.exec(asset) ?? [];
  return notebook !== undefined && cell !== undefined ? { notebook, cell: Number(cell) } : null;
}

const between = " @ "; // the board names findings "rule @ asset"

export const findingName = (rule: string, asset: string): string => `${rule}${between}${asset}`;

/** The asset of the finding that a board's state has selected. */
export function selectedAsset(state: string): string {
  const { select } = parse(state);
  const at = select.indexOf(between);
  return at < 0 ? "" : select.slice(at + between.length).replace(/ #\d+$/, "");
}

/** The same state with one finding selected, and no filter that could hide it. */
export const selecting = (state: string, finding: string): string => format({ ...parse(state), q: "", where: new Map(), select: finding });

/** The server's path of a notebook that a document names relative to the folder it lies in. */
export const besides = (document: string, notebook: string): string => PathExt.join(PathExt.dirname(document), notebook);
