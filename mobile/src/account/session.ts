// Who is logged in. `unknown` until the gateway has said so: without a connection the app opens all the same.
import { ask, client, onSessionEnded, type Account, type Outcome } from "../api/client.ts";
import { forgetCards } from "../card/cards.ts";
import { forgetPasskeys } from "../passkey/passkeys.ts";
import { flow, tell } from "../pay/pay_service.ts";
import { createStore, useStore } from "@pay200/shared/store.ts";

export type Session =
  { state: "unknown"; lost: boolean } | { state: "out" } | { state: "in"; account: Account };

export const session = createStore<Session>({ state: "unknown", lost: false });
export const useSession = (): Session => useStore(session);

/** Whose cards and payment are in memory. */
let lastOne: string | null = null;

onSessionEnded(() => {
  session.set({ state: "out" });
  forgetCards();
  forgetPasskeys();
});

/** Somebody else on the same phone is not shown what was before. */
function forgetOthers({ loginId, mode }: Account): void {
  const one = `${mode} ${loginId}`;
  if (lastOne !== null && lastOne !== one && "payment" in flow.get()) tell({ type: "leave" });
  lastOne = one;
}

export async function lookWhoIsLoggedIn(): Promise<void> {
  const outcome = await ask(client.GET("/v1/shopper/me"));
  if (outcome.kind === "done") {
    forgetOthers(outcome.data);
    session.set({ state: "in", account: outcome.data });
    // What was waiting for the log-in.
    if ("lost" in flow.get()) tell({ type: "again" });
  } else if (session.get().state === "unknown") {
    session.set({ state: "unknown", lost: true });
  }
}

addEventListener("online", () => {
  if (session.get().state === "unknown") void lookWhoIsLoggedIn();
});

/** Test and live accounts are different accounts. */
export type Mode = "test" | "live";
/** On a developer's own machine there is nothing but test mode. */
export const usualMode: Mode = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname)
  ? "test"
  : "live";

async function enter(outcome: Outcome<unknown>): Promise<Outcome<unknown>> {
  if (outcome.kind === "done") await lookWhoIsLoggedIn();
  return outcome;
}

export const logIn = async (loginId: string, password: string, mode: Mode) =>
  enter(await ask(client.POST("/v1/shopper/login", { body: { loginId, password, mode } })));

export const signUp = async (
  who: { loginId: string; name: string; password: string; pin: string },
  mode: Mode,
) => enter(await ask(client.POST("/v1/shopper/signup", { body: { ...who, mode } })));

export async function logOut(): Promise<Outcome<unknown>> {
  const outcome = await ask(client.POST("/v1/shopper/logout"));
  if (outcome.kind === "lost") return outcome;
  // Everything of this shopper goes from memory with the page.
  location.replace(location.pathname);
  return outcome;
}
