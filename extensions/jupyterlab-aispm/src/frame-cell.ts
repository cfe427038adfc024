// The cell that checks a data frame: which name is under the cursor, and what is written. Text in, text out.

const chain = /[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*/gu;
const keywords = new Set(("False None True and as assert async await break class continue def del elif else except finally for from global if import in is "
  + "lambda nonlocal not or pass raise return try while with yield").split(" "));

/** The identifier or attribute at a column, up to the part that the cursor is on; a function's name is none: on `a.df.head()` that is `a`, `a.df`, `a.df`. */
export function nameAt(text: string, column: number): string {
  for (const found of text.matchAll(chain)) {
    if (column < found.index || column > found.index + found[0].length) continue;
    const rest = found[0].indexOf(".", Math.max(0, column - found.index));
    const whole = rest < 0 ? found[0] : found[0].slice(0, rest);
    const called = rest < 0 && /^\s*\(/.test(text.slice(found.index + found[0].length));
    const name = called ? whole.slice(0, Math.max(0, whole.lastIndexOf("."))) : whole;
    return name.split(".").some((part) => keywords.has(part)) ? "" : name;
  }
  return "";
}

/** What the kernel said of the table's columns; `seen` is false where it could not look without running something. */
export interface Labelled { readonly seen: boolean; readonly label: string }

/** A name is all that was looked at, and the cell says so. Python's string literals take JSON's escapes. */
export function sourceFor(name: string, { seen, label }: Labelled): string {
  const why = label !== "" ? "the label by its name: another column, or None if there is none"
    : seen ? "no column is called like a label: name it, if there is one" : "name the column that holds the label, if there is one";
  return `import aispm_nb as aispm\n\naispm.check_data(${name}, label=${label === "" ? "None" : JSON.stringify(label)}).view()  # ${why}`;
}
