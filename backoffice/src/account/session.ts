// Who is logged in. `unknown` until the gateway has said so.
import { createStore, useStore } from "@pay200/shared/store.ts";
import { leave } from "../ui/hold.ts";
import { forgetAnswers } from "../api/use_answer.ts";
import {
  ask,
  client,
  keepCsrfToken,
  onBehind,
  onSessionEnded,
  sessionBegan,
  type Account,
} from "../api/client.ts";

export type Session =
  | { state: "unknown"; lost: boolean }
  /** ended: it was open, and its time is over. */
  | { state: "out"; ended: boolean }
  /** Recovery codes that are shown this once. */
  | { state: "enrolled"; account: Account; recoveryCodes: string[] }
  | { state: "in"; account: Account };

const session = createStore<Session>({ state: "unknown", lost: false });
export const useSession = (): Session => useStore(session);

export function endSession(): void {
  if (session.get().state === "out") return;
  forgetAnswers();
  session.set({ state: "out", ended: session.get().state === "in" });
}
onSessionEnded(endSession);

/** Logged in with these. */
export function enter(account: Account, recoveryCodes?: string[]): void {
  keepCsrfToken(account.csrfToken);
  const before = session.get();
  if (before.state === "out") sessionBegan();
  // Somebody else has logged in beside this page.
  if ("account" in before && before.account.staffId !== account.staffId) forgetAnswers();
  session.set(
    recoveryCodes ? { state: "enrolled", account, recoveryCodes } : { state: "in", account },
  );
}

export async function lookWhoIsLoggedIn(): Promise<void> {
  const outcome = await ask(client.GET("/backoffice/v1/me"));
  if (outcome.kind === "done") enter(outcome.data);
  else if (session.get().state === "unknown") session.set({ state: "unknown", lost: true });
}

onBehind(() => {
  if (session.get().state === "in") void lookWhoIsLoggedIn();
});

export async function logOut(): Promise<void> {
  await ask(client.POST("/backoffice/v1/logout"));
  leave();
  // Everything of this person goes from memory with the page.
  location.replace(location.pathname);
}
