// One question to a kernel and its answer: a silent execute that leaves no trace in the user's namespace or history.
import type { Kernel, KernelMessage } from "@jupyterlab/services";
import { isRaw, text, type Raw } from "../../posture-view/src/posture.js";

const mime = "application/vnd.aispm.v1+json";

/** The kernel has no aispm_nb: not a failure but a state, with its own next move. */
export class Missing extends Error {}
/** Somebody interrupted it. */
export class Cancelled extends Error {}

/** Python's string literals take JSON's escapes, so nothing in a request can end the literal. */
export const question = (request: object): string =>
  `__import__("aispm_nb.lab.bridge", fromlist=["answer"]).answer(${JSON.stringify(JSON.stringify(request))})`;

export async function ask(kernel: Kernel.IKernelConnection, request: object, heard: (said: Raw) => void = () => undefined): Promise<Raw> {
  // stop_on_error: a question that fails must not abort the cells that the user has queued behind it.
  const future = kernel.requestExecute({ code: question(request), silent: true, store_history: false, allow_stdin: false, stop_on_error: false });
  let last: Raw = {};
  future.onIOPub = (message: KernelMessage.IIOPubMessage): void => {
    const data: unknown = "data" in message.content ? message.content.data : undefined;
    const said = isRaw(data) ? data[mime] : undefined;
    if (!isRaw(said)) return;
    last = said;
    heard(said);
  };
  const reply = await future.done.catch(() => { throw new Error("The kernel ended before it answered. Start it again and repeat."); });
  const { content } = reply;
  if (content.status === "ok") return last;
  if (content.status !== "error") throw new Cancelled("aborted");
  const [name, words] = [text(content.ename), text(content.evalue)];
  if (name === "ModuleNotFoundError" && words.includes("aispm_nb")) throw new Missing(words);
  if (name === "KeyboardInterrupt") throw new Cancelled(words);
  throw new Error(words || name);
}

/** How many postures this kernel has made; 0 where aispm_nb was never imported, and asking does not import it. */
export async function made(kernel: Kernel.IKernelConnection): Promise<number> {
  const expression = `getattr(__import__("sys").modules.get("aispm_nb.session"), "made", 0)`;
  const future = kernel.requestExecute({ code: "", silent: true, store_history: false, allow_stdin: false, stop_on_error: false, user_expressions: { n: expression } });
  const { content } = await future.done;
  const answered: unknown = content.status === "ok" ? content.user_expressions?.["n"] : undefined;
  const data = isRaw(answered) && isRaw(answered["data"]) ? answered["data"]["text/plain"] : "";
  return Number.parseInt(text(data), 10) || 0;
}

export const isPython = async (kernel: Kernel.IKernelConnection): Promise<boolean> => (await kernel.info).language_info.name === "python";
