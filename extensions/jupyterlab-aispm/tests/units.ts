// What node's runner needs of the extension: everything that draws nothing.
export { ask, Cancelled, made, Missing, question } from "../src/ask.js";
export { besides, cellOf, findingName, selectedAsset, selecting } from "../src/assets.js";
export { CellFindings, readCellFindings } from "../src/cell-findings.js";
export { nameAt, sourceFor } from "../src/frame-cell.js";
export { KeptStates } from "../src/kept-states.js";
export { Postures, readShown } from "../src/postures.js";
export { Settings } from "../src/settings.js";
