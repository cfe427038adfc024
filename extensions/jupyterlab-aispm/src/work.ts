// Long work as one notification: what it is at, how far, a way to stop it, and what came of it.
import { Notification } from "@jupyterlab/apputils";
import type { TranslationBundle } from "@jupyterlab/translation";
import { Cancelled, Missing } from "./ask.js";

export interface Done { readonly words: string; readonly label?: string; readonly act?: () => void }

/** Runs `work` under a notification. Undefined when it was stopped or failed, which the notification says. */
export async function underNotification<T>(
  trans: TranslationBundle, words: string, stop: () => void, work: (step: (words: string, share: number) => void) => Promise<T>, done: (of: T) => Done,
): Promise<T | undefined> {
  let asked = false; // an interrupted query fails in its own words: who pressed Stop needs none of them
  const actions = [{ label: trans.__("Stop"), caption: trans.__("Interrupt it; what is done stays done"), callback: (event: MouseEvent) => { event.preventDefault(); asked = true; stop(); } }];
  const id = Notification.emit(words, "in-progress", { autoClose: false, actions });
  try {
    const result = await work((step, share) => Notification.update({ id, message: `${words}: ${step}`, progress: Math.min(1, Math.max(0, share)), actions }));
    const { words: came, label, act } = done(result);
    Notification.update({ id, type: "success", message: came, autoClose: 8000, actions: label && act ? [{ label, callback: act }] : [] });
    return result;
  } catch (error) {
    if (error instanceof Missing) {
      Notification.dismiss(id);
      throw error;
    }
    const stopped = asked || error instanceof Cancelled;
    Notification.update({
      id, type: stopped ? "warning" : "error", autoClose: stopped ? 6000 : false, actions: [],
      message: stopped ? trans.__("%1: stopped. What was done before stays.", words) : `${words}: ${error instanceof Error ? error.message : String(error)}`,
    });
    return undefined;
  }
}
