// Who, and by when. Nobody and no day are said as plainly as a name and a day, each with the next move.
import { section } from "./detail.js";
import { el, isolate, type Child } from "./dom.js";
import type { Due } from "./posture.js";
import { date, t } from "./say.js";
import type { Detail, Owner, Summary } from "./source.js";
import { line } from "./text.js";
import { dues, kindWord } from "./words.js";

/** Where an owner can be named for a kind of asset; what is not here has none in MLflow. */
const named: Readonly<Record<string, string>> = {
  registered_model: "the registered model", model_version: "the registered model", deleted_version: "the registered model", alias: "the registered model",
  logged_model: "the registered model that is made from it", run: "the run, or the registered model that is made from it", dataset: "the registered model that is trained on it",
  prompt: "the prompt", prompt_version: "the prompt", endpoint: "the endpoint", experiment: "the experiment",
};

/** The sentence that follows a name, with the asset it is known from. */
const known: Readonly<Record<string, string>> = {
  named: "named by a tag of {from}", made: "named for what was made from it, by a tag of {from}", most: "named for most of what was made from it, such as {from}",
};

export function ownerWords(owner: Owner, kind: string): readonly [name: string, words: string] {
  const where = Object.hasOwn(named, kind) ? named[kind] : undefined;
  const move = where ? t("Set the tag owner on {where}.", { where: t(where) }) : t("MLflow keeps no owner of this kind of asset: {kind}.", { kind: line(kindWord(kind), 40) });
  if (owner.name === "") return ["", `${t("Nobody is named.")} ${move}`];
  const from = line(owner.from, 80);
  if (owner.how === "started") return [owner.name, `${t("started {from}; nobody is named.", { from })} ${move}`];
  const words = Object.hasOwn(known, owner.how) ? known[owner.how] : undefined;
  return [owner.name, words ? t(words, { from }) : ""];
}

const day = 86_400_000;
const variable = "AISPM_DUE_DAYS";

/** The day by which it is due, in words, and whether that was over when the registry was scanned. */
export function dueWords(due: Due | null, priority: number, firstSeen: string, scanned: string): { readonly words: string; readonly late: boolean } {
  const days = due?.days[priority] ?? null;
  if (days === null) return { words: t(dues[priority] ?? ""), late: false };
  const seen = new Date(firstSeen).getTime();
  const counted = t(days === 1 ? "{n} day after it was first seen" : "{n} days after it was first seen", { n: days });
  if (Number.isNaN(seen)) return { words: counted, late: false };
  const by = new Date(seen + days * day);
  return { words: `${date(by.toISOString())}, ${counted}`, late: by.getTime() < new Date(scanned).getTime() };
}

export function owned(d: Detail, summary: Summary): HTMLElement {
  const [name, words] = ownerWords(d.owner, d.place.kind);
  const { due } = summary;
  const isOpen = d.row.status !== "fixed" && d.row.status !== "waived";
  const { words: by, late } = dueWords(due, d.row.priority, d.firstSeen, summary.scan.finished);
  const pair = (what: string, ...said: readonly Child[]): HTMLElement => el("div", {}, el("dt", {}, t(what)), el("dd", {}, ...said));
  const counts = due !== null && due.days[d.row.priority] !== null;
  return section(t("Owner and due"), el("dl", { class: "pairs" },
    pair("owner", name && isolate("bdi", line(name, 60)), words && el("span", { class: name ? "faint" : "said" }, isolate("bdi", `${name ? " · " : ""}${words}`)),
      d.tier && ` · ${t("tier {tier}", { tier: line(d.tier, 40) })}`),
    pair("due", by, late && isOpen && el("b", { class: "late" }, ` · ${t("was over when this was scanned")}`))),
  counts && el("p", { class: "faint" }, due.source === variable ? t("Days as {variable} sets them.", { variable }) : t("A proposal, after {source}; {variable} changes the days.", { source: line(due.source, 40), variable })));
}
