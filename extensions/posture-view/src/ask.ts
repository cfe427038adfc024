// A source that asks its kernel: for postures too large to send. Questions of one turn travel as one message.
import { silent } from "./kernel.js";
import { PageSource } from "./page.js";
import { list, num, raw, readPosture, text, type Posture, type Raw } from "./posture.js";
import type { Cell, Choice, Graph, Leaves, Overview, Place, Row, Shown, Source, Summary, Tile } from "./source.js";
import { format, without, start, type Key, type Query, type State } from "./state.js";

/** Sends questions, gives their answers in the same order. */
export type Post = (asks: readonly (readonly unknown[])[]) => Promise<readonly unknown[]>;
interface Waiting { readonly question: readonly unknown[]; readonly done: (answer: unknown) => void; readonly failed: (error: unknown) => void }

export class KernelSource implements Source {
  readonly summary: Summary;
  private waiting: Waiting[] = [];
  /** Answers at hand, the latest last: a posture is frozen, so what was answered once holds. */
  private readonly known = new Map<string, Promise<unknown>>();

  /** `head` is a document without its long tables. */
  constructor(head: Posture, private readonly post: Post) {
    const titles = new Map(head.rules.map((r) => [r.rule, r.title]));
    const whole = { shown: head.truncated.findings.of, of: head.truncated.findings.of };
    this.summary = { ...head, findings: whole.of, truncated: { ...head.truncated, findings: whole }, ruleTitle: (rule) => titles.get(rule) || rule };
  }

  private ask(...question: readonly unknown[]): Promise<unknown> {
    const key = JSON.stringify(question);
    const answer = this.known.get(key) ?? new Promise((done, failed) => {
      this.waiting.push({ question, done, failed });
      if (this.waiting.length === 1) queueMicrotask(() => void this.send());
    });
    this.known.delete(key);
    this.known.set(key, answer);
    answer.catch(() => this.known.delete(key));
    for (const oldest of this.known.keys()) {
      if (this.known.size <= kept) break;
      this.known.delete(oldest);
    }
    return answer;
  }

  private async send(): Promise<void> {
    const asked = this.waiting;
    this.waiting = [];
    try {
      const answers = await this.post(asked.map((w) => w.question));
      asked.forEach((w, i) => w.done(answers[i]));
    } catch (error) {
      asked.forEach((w) => w.failed(error));
    }
  }

  async overview(query: Query): Promise<Overview> {
    const o = raw(await this.ask("overview", listed(query)));
    const numbers = (name: string): readonly number[] => list(o[name]).map(num);
    return {
      shown: num(o["shown"]), of: num(o["of"]), closed: num(o["closed"]), moved: num(o["moved"]),
      groups: numbers("groups"), chips: numbers("chips"), recorded: numbers("recorded"),
    };
  }

  async rows(query: Query, offset: number, limit: number): Promise<readonly Row[]> {
    return list(await this.ask("rows", listed(query), offset, limit)).map(raw).map(row);
  }

  async shown(state: State, known: string): Promise<Shown> {
    const s = raw(await this.ask("shown", chosen(state), known));
    const d = s["detail"] ? raw(s["detail"]) : null;
    const [id, index] = [text(s["id"]), num(s["index"])];
    if (!d) return { id, index, detail: null };
    const around = new PageSource(readPosture(d["document"]));
    const detail = around.detail(0, start.whatIf);
    const reaches = num(raw(d["document"])["served"]);
    return { id, index, detail: { ...detail, row: row(raw(d["row"])), leaves: leaves(raw(d["leaves"])), reachesMore: Math.max(0, reaches - detail.reaches.length) } };
  }

  async choices(query: Query, key: Key): Promise<readonly Choice[]> {
    return list(await this.ask("choices", listed(without(query, key)), key)).map(raw).map((c) => ({ value: text(c["value"]), count: num(c["count"]) }));
  }

  /** As the risks: a picture shows all values of its own key, so that choosing one of them asks for nothing. */
  async tiles(query: Query): Promise<readonly Tile[]> {
    return list(await this.ask("tiles", listed(without(query, "model")))).map(raw).map((x) => ({
      group: text(x["group"]), asset: text(x["asset"]), assets: num(x["assets"]), label: text(x["label"]), count: num(x["count"]), weight: num(x["weight"]), worst: num(x["worst"]),
    }));
  }

  async risks(query: Query): Promise<readonly Cell[]> {
    return list(await this.ask("risks", listed(without(query, "risk")))).map(raw).map((c) => ({
      likelihood: num(c["likelihood"]), impact: num(c["impact"]), count: num(c["count"]),
      dots: list(c["dots"]).map(raw).map((d) => ({ id: text(d["id"]), title: text(d["title"]), where: text(d["where"]), severity: num(d["severity"]) })),
    }));
  }

  async lineage(state: State): Promise<Graph> {
    const answer = raw(await this.ask("lineage", chosen(state)));
    return { ...new PageSource(readPosture(answer["document"])).graph(0), of: num(answer["of"]) };
  }
}

/** A question's state is what its answer hangs on, so that one selection of the kernel serves all of a turn. */
const listed = (q: Query): string => format({ ...q, select: "", picture: start.picture });
const chosen = (s: State): string => format({ ...s, picture: start.picture });

const row = (r: Raw): Row => ({
  id: text(r["id"]), priority: num(r["priority"]), was: num(r["was"]), severity: num(r["severity"]), title: text(r["title"]), where: text(r["where"]),
  status: text(r["status"]), inherited: r["inherited"] === true,
});
const place = (x: unknown): Place => {
  const p = raw(x);
  return { asset: text(p["asset"]), label: text(p["label"]), kind: text(p["kind"]), servedAs: text(p["servedAs"]) };
};
const leaves = (l: Raw): Leaves => ({
  at: place(l["at"]), findings: num(l["findings"]), before: list(l["before"]).map(num), after: list(l["after"]).map(num),
  now: list(l["now"]).map(place), cleared: list(l["cleared"]).map(place), clearedMore: num(l["clearedMore"]),
});

/** What a message to the kernel takes of its model, and what comes back. */
export interface Wire {
  on(event: string, act: (...args: never[]) => void): void;
  send(content: object): void;
}
const patience = 60_000;
const kept = 80; // some two megabytes

/** Answers find their question by its number; one that nobody waits for any longer is dropped. */
export function posting(wire: Wire): Post {
  let last = 0;
  const waiting = new Map<number, (reply: Raw) => void>();
  wire.on("msg:custom", (reply: unknown): void => {
    const r = raw(reply);
    if (r["kind"] !== "answer") return;
    waiting.get(num(r["id"]))?.(r);
  });
  return (asks) => new Promise((done, failed) => {
    const id = ++last;
    const late = setTimeout(() => { waiting.delete(id); failed(silent()); }, patience);
    waiting.set(id, (r) => {
      clearTimeout(late);
      waiting.delete(id);
      if (r["failed"] === undefined) done(list(r["answers"]));
      else failed(new Error(text(r["failed"])));
    });
    wire.send({ kind: "ask", id, asks });
  });
}
