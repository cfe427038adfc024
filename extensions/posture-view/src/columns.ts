// A column of words as small numbers, so that a filter is a look into a table and never a comparison of strings.

export interface Coded { readonly codes: Int32Array; readonly words: readonly string[] }

export function coded(n: number, read: (i: number) => string): Coded {
  const at = new Map<string, number>();
  const codes = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const word = read(i);
    let code = at.get(word);
    if (code === undefined) { code = at.size; at.set(word, code); }
    codes[i] = code;
  }
  return { codes, words: [...at.keys()] };
}
export const allowed = (column: Coded, wanted: ReadonlySet<string>): Uint8Array =>
  Uint8Array.from(column.words, (w) => (wanted.has(w) ? 1 : 0));
