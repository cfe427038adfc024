// One question and its answer, with a kernel made of messages.
import assert from "node:assert/strict";
import test from "node:test";
import units from "../build/units.cjs";
const { ask, Cancelled, made, Missing, question } = units;

const mime = "application/vnd.aispm.v1+json";
/** A kernel that says `said` and then replies. */
const kernel = (said, reply, seen = []) => ({
  requestExecute(content) {
    seen.push(content);
    const future = { done: Promise.resolve().then(() => {
      for (const data of said) future.onIOPub?.({ content: { data } });
      if (reply instanceof Error) throw reply;
      return { content: reply };
    }) };
    return future;
  },
});
const ok = { status: "ok" };

test("a request cannot end the literal it travels in", () => {
  const hostile = { do: "scan", uri: `"); import os; os.system('x') #\n\\\u2028'` };
  const code = question(hostile);
  assert.match(code, /^__import__\("aispm_nb\.lab\.bridge", fromlist=\["answer"\]\)\.answer\(".*"\)$/s);
  assert.ok(!code.includes("\n"));
  const literal = code.slice(code.indexOf(".answer(") + 8, -1);
  assert.deepEqual(JSON.parse(JSON.parse(literal)), hostile);
});

test("the last thing that was said is the answer, and each is heard", async () => {
  const heard = [];
  const seen = [];
  const answer = await ask(kernel([{ [mime]: { is: "step", step: "a" } }, { "text/plain": "x" }, { [mime]: { is: "result", path: "p" } }], ok, seen), { do: "scan" }, (s) => heard.push(s.is));
  assert.deepEqual([answer.path, heard], ["p", ["step", "result"]]);
  const { silent, store_history: kept, allow_stdin: asks, stop_on_error: stops } = seen[0];
  assert.deepEqual([silent, kept, asks, stops], [true, false, false, false], "no trace, and no cell of the user's is aborted");
});

test("each way to fail is told apart", async () => {
  const failed = (ename, evalue) => ask(kernel([], { status: "error", ename, evalue }), {});
  await assert.rejects(failed("ModuleNotFoundError", "No module named 'aispm_nb'"), Missing);
  await assert.rejects(failed("ModuleNotFoundError", "No module named 'pandas'"), (e) => !(e instanceof Missing) && /pandas/.test(e.message));
  await assert.rejects(failed("KeyboardInterrupt", ""), Cancelled);
  await assert.rejects(ask(kernel([], { status: "aborted" }), {}), Cancelled);
  await assert.rejects(failed("UsageError", "give another file"), /give another file/);
  await assert.rejects(failed("ValueError", ""), /ValueError/);
  await assert.rejects(ask(kernel([], new Error("disposed")), {}), /The kernel ended before it answered/);
});

test("how many postures were made is a number, whatever comes back", async () => {
  const counted = (n) => made(kernel([], { status: "ok", user_expressions: { n } }));
  assert.equal(await counted({ data: { "text/plain": "3" } }), 3);
  assert.equal(await counted({ status: "error" }), 0);
  assert.equal(await made(kernel([], { status: "error" })), 0);
});
