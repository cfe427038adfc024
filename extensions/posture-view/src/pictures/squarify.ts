// Rectangles of given areas, as near to squares as may be (Bruls, Huizing, van Wijk: "Squarified treemaps", 2000).

export interface Rectangle { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** One rectangle a value, in order; values are positive and descending. */
export function squarify(values: readonly number[], within: Rectangle): readonly Rectangle[] {
  const total = values.reduce((a, b) => a + b, 0);
  if (total <= 0 || within.width <= 0 || within.height <= 0) return values.map(() => ({ x: within.x, y: within.y, width: 0, height: 0 }));
  const scale = (within.width * within.height) / total;
  const out: Rectangle[] = [];
  let { x, y, width, height } = within;
  for (let i = 0; i < values.length;) {
    const side = Math.min(width, height);
    let [sum, end] = [0, i];
    let worst = Infinity;
    // A row takes one more for as long as that makes its worst rectangle squarer.
    while (end < values.length) {
      const next = sum + values[end]! * scale;
      const [most, least] = [values[i]! * scale, values[end]! * scale];
      const ratio = Math.max((side * side * most) / (next * next), (next * next) / (side * side * Math.max(least, 1e-9)));
      if (ratio > worst) break;
      [worst, sum, end] = [ratio, next, end + 1];
    }
    const thick = side > 0 ? sum / side : 0;
    let along = 0;
    for (; i < end; i++) {
      const long = thick > 0 ? (values[i]! * scale) / thick : 0;
      out.push(width >= height ? { x, y: y + along, width: thick, height: long } : { x: x + along, y, width: long, height: thick });
      along += long;
    }
    if (width >= height) { x += thick; width -= thick; } else { y += thick; height -= thick; }
  }
  return out;
}
