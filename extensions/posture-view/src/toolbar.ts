// Narrowing the queue: priority chips, one menu of everything else, words, and what is chosen as pills.
import { el } from "./dom.js";
import { pressed, put, write } from "./keep.js";
import { priorityMark } from "./mark.js";
import type { Choice, Overview } from "./source.js";
import { keys, sorts, toggle, type Key, type Sort, type State } from "./state.js";
import { line } from "./text.js";
import { count, t } from "./say.js";
import { kindWord, priorities } from "./words.js";

const menu: readonly (readonly [Key, string])[] = [
  ["severity", "Severity"], ["threat", "Threat"], ["kind", "Kind of asset"], ["status", "Status"],
  ["confidence", "Confidence"], ["owner", "Owner"], ["model", "Model or group"], ["rule", "Rule"],
];
const sortWords: Record<Sort, string> = { urgency: "by urgency", severity: "by severity", where: "by asset", title: "by title", newest: "newest first" };
const keyWord: Partial<Record<Key, string>> = { model: "in", risk: "risk", kind: "kind", asset: "asset" };

export interface Toolbar {
  readonly node: HTMLElement;
  readonly search: HTMLInputElement;
  paint(state: State, overview: Overview): void;
}

/** `leave`: what had the focus was pressed away, and something else has to take it, or it would leave the board. */
export function toolbar(
  change: (next: (state: State) => State) => void, choices: (key: Key) => Promise<readonly Choice[]>, extras: readonly HTMLElement[], leave: () => void,
): Toolbar {
  const chips = priorities.map((p, i) => {
    const n = el("b", {}, "");
    const node = el("button", { class: "chip", type: "button", title: p.word === p.key ? t(p.word) : t("{word}: {key} in SSVC", { word: t(p.word), key: p.key }), data: { priority: p.word },
      on: { click: () => change((s) => toggle(s, "priority", p.word)) } }, priorityMark(i), n, ` ${t(p.word)}`);
    return { node, n };
  });
  const search = el("input", { class: "search", type: "search", placeholder: t("search   /"), aria: { label: t("search findings") } });
  search.addEventListener("input", () => change((s) => ({ ...s, q: search.value })));

  const add = el("select", { class: "select", aria: { label: t("add a filter") } }, el("option", {}, t("filter …")));
  const fill = async (): Promise<void> => {
    const groups = await Promise.all(menu.map(async ([key, title]) => {
      const group = el("optgroup");
      group.label = t(title);
      for (const c of (await choices(key)).slice(0, 30)) {
        const option = el("option", {}, `${line(key === "kind" ? kindWord(c.value) : c.value, 48)} (${count(c.count)})`);
        option.value = `${key}=${c.value}`;
        group.append(option);
      }
      return group;
    }));
    add.replaceChildren(add.options[0]!, ...groups.filter((g) => g.childElementCount > 0));
  };
  // Choices are counted when the menu is about to open, not at every repaint.
  add.addEventListener("focus", () => void fill());
  add.addEventListener("pointerenter", () => void fill());
  add.addEventListener("change", () => {
    const [key, ...rest] = add.value.split("=");
    const known = menu.find(([k]) => k === key);
    if (known) change((s) => toggle(s, known[0], rest.join("=")));
    add.selectedIndex = 0;
  });

  const sort = el("select", { class: "select", aria: { label: t("sort within each group") } });
  for (const s of sorts) {
    const option = el("option", {}, t(sortWords[s]));
    option.value = s;
    sort.append(option);
  }
  sort.addEventListener("change", () => change((s) => ({ ...s, sort: sorts.find((x) => x === sort.value) ?? "urgency" })));

  const pills = el("div", { class: "pills" });
  const pill = (key: Key, v: string): HTMLElement => el("button", {
    class: "pill", type: "button", data: { key, value: v }, aria: { label: t("remove the filter {key} {value}", { key: t(keyWord[key] ?? key), value: line(v, 48) }) },
  }, `${t(keyWord[key] ?? key)}: ${line(key === "kind" ? kindWord(v) : v, 48)} ✕`);
  pills.addEventListener("click", (event) => {
    const said = pressed(event, "button")?.dataset;
    const key = keys.find((k) => k === said?.["key"]);
    if (key) change((s) => toggle(s, key, said?.["value"] ?? ""));
    else if (said) change((s) => ({ ...s, where: new Map(), q: "" }));
  });
  const node = el("section", { class: "toolbar", aria: { label: t("narrow the queue") } },
    el("div", { class: "chips", role: "group", aria: { label: t("priority") } }, ...chips.map((c) => c.node)),
    el("div", { class: "tools" }, add, sort, search, ...extras), pills);

  return {
    node, search,
    paint(state, overview) {
      const chosen = state.where.get("priority");
      chips.forEach((c, i) => {
        write(c.n, count(overview.chips[i] ?? 0));
        c.node.setAttribute("aria-pressed", String(chosen?.has(priorities[i]!.word) ?? false));
        c.node.classList.toggle("aispm-off", chosen !== undefined && !chosen.has(priorities[i]!.word));
      });
      if (search.value !== state.q) search.value = state.q;
      sort.value = state.sort;
      const chosenPills = [...state.where].filter(([key]) => key !== "priority").flatMap(([key, values]) => [...values].map((v) => pill(key, v)));
      const held = pills.contains(document.activeElement);
      put(pills, [...chosenPills, ...(chosenPills.length > 1 ? [el("button", { class: "pill clear", type: "button" }, t("clear all"))] : [])]);
      pills.hidden = chosenPills.length === 0;
      if (held && !pills.contains(document.activeElement)) leave();
    },
  };
}
