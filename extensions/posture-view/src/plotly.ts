// The pictures are drawn without Plotly now. These names stay for hosts that still give it, until they no longer do.
export { gunzip } from "./gunzip.js";

/** Never called by the board. */
export const plotly = (load: () => Promise<BlobPart>): Promise<BlobPart> => load();
