// What the board says, in whose language, and numbers and dates as its reader writes them.

/** English as it stands in the code, to another language; what is missing stays English. `{name}` is filled in. */
export type Catalogue = Readonly<Record<string, string>>;
export interface Speech { readonly catalogue?: Catalogue; readonly locale?: string }

let catalogue: Catalogue = {};
let number = new Intl.NumberFormat();
let fine = new Intl.NumberFormat(undefined, { maximumFractionDigits: 4 });
let day = new Intl.DateTimeFormat();
let minute = new Intl.DateTimeFormat();

/** One language a page: boards of one page have one reader. */
export function speak(speech: Speech): void {
  catalogue = speech.catalogue ?? {};
  const locale = speech.locale ?? (typeof navigator === "undefined" ? undefined : navigator.language);
  number = new Intl.NumberFormat(locale);
  fine = new Intl.NumberFormat(locale, { maximumFractionDigits: 4 });
  day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  minute = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
}
speak({});

/** A sentence of ours. Only ours: nothing a registry wrote is looked up. */
export function t(english: string, given: Readonly<Record<string, string | number>> = {}): string {
  const said = english !== "" && Object.hasOwn(catalogue, english) ? catalogue[english] ?? english : english;
  return said.replace(/\{(\w+)\}/g, (_, name: string) => { const v = given[name]; return typeof v === "number" ? count(v) : v ?? ""; });
}

export const count = (n: number): string => number.format(n);
export const measure = (n: number): string => fine.format(n);
/** A count with its noun; each of the two forms is one entry of the catalogue. */
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${t(n === 1 ? one : many)}`;
export const percent = (share: number): string => `${count(Math.floor(share * 100 + 1e-9))} %`;

/** A moment as people say it; what is not a date is shown as it came. */
export function moment(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : minute.format(at);
}
export function date(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : day.format(at);
}
export const duration = (seconds: number): string =>
  seconds < 90 ? `${count(Math.max(0, Math.round(seconds * 10) / 10))} s` : `${count(Math.round(seconds / 60))} min`;
