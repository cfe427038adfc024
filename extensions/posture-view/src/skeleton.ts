// The board's shape before its content; or what failed, and the next move.
import { el } from "./dom.js";
import { t } from "./say.js";
import css from "./style.css";

export function skeleton(at: HTMLElement, failed = "", what = "board"): void {
  const style = el("style");
  style.textContent = css;
  const body = failed
    ? [el("p", { class: "nothing", role: "alert" }, `${t("The {what} could not be shown.", { what: t(what) })} `, el("span", {}, failed))]
    : [el("div", { class: "header" }, el("div", { class: "bone wide" })), el("div", { class: "toolbar" }, el("div", { class: "bone" })),
      ...Array.from({ length: 8 }, () => el("div", { class: "bone line" })), el("span", { class: "hidden", role: "status" }, t("loading the {what}", { what: t(what) }))];
  at.replaceChildren(style, el("div", { class: "board skeleton", aria: { busy: failed === "" } }, ...body));
}
