// What node's runner needs of the renderer: everything that knows no page.
export { Ways, layers } from "../src/lineage.js";
export { KernelSource, posting } from "../src/ask.js";
export { PageSource } from "../src/page.js";
export { boxes } from "../src/pictures/models.js";
export { places } from "../src/pictures/lineage.js";
export { readPosture } from "../src/posture.js";
export { count, duration, moment, percent, plural, speak, t } from "../src/say.js";
export { squarify as rectangles } from "../src/pictures/squarify.js";
export { format, keys, parse, start, toggle } from "../src/state.js";
export { line, plain, value } from "../src/text.js";
export { likelihood, priorities } from "../src/words.js";
export { axis, inLasso } from "../src/rows/axes.js";
export { cells, keysOf } from "../src/rows/cells.js";
export { Choice } from "../src/rows/choice.js";
export { readRows } from "../src/rows/document.js";
export { inWords } from "../src/rows/evidence.js";
export { Profiles, shownNumber, shownValue } from "../src/rows/values.js";
export { dueWords, ownerWords } from "../src/owned.js";
