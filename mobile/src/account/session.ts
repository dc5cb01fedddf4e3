// Who is logged in. `unknown` until the gateway has said so: without a connection the app opens all the same.
import {
  ask,
  client,
  onSessionEnded,
  sessionBegan,
  type Account,
  type Outcome,
} from "../api/client.ts";
import { forgetCards } from "../card/cards.ts";
import { forgetPasskeys } from "../passkey/passkeys.ts";
import { flow, tell } from "../pay/pay_service.ts";
import { createStore, useStore } from "@pay200/shared/store.ts";

export type Session =
  { state: "unknown"; lost: boolean } | { state: "out" } | { state: "in"; account: Account };

export const session = createStore<Session>({ state: "unknown", lost: false });
export const useSession = (): Session => useStore(session);

/** Test and live accounts are different accounts. */
export type Mode = "test" | "live";

/** The account's, as soon as it is known. */
export function useMode(): Mode | null {
  const now = useSession();
  return now.state === "in" ? now.account.mode : null;
}

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

const lookAgainAfterMs = 8_000;
/** After that the app opens, whoever it may be: cards and payments ask for themselves. */
const openAfterMs = 2_500;

function giveUpWaiting(): void {
  if (session.get().state === "unknown") session.set({ state: "unknown", lost: true });
}

let lookAgain: ReturnType<typeof setTimeout> | undefined;

export async function lookWhoIsLoggedIn(): Promise<Outcome<Account>> {
  const waiting = setTimeout(giveUpWaiting, openAfterMs);
  const outcome = await ask(client.GET("/v1/shopper/me"));
  clearTimeout(waiting);
  if (outcome.kind === "done") {
    forgetOthers(outcome.data);
    session.set({ state: "in", account: outcome.data });
    // What was waiting for the log-in.
    tell({ type: "again" });
    return outcome;
  }
  giveUpWaiting();
  clearTimeout(lookAgain);
  lookAgain = setTimeout(lookIfUnknown, lookAgainAfterMs);
  return outcome;
}

function lookIfUnknown(): void {
  if (session.get().state === "unknown") void lookWhoIsLoggedIn();
}
addEventListener("online", lookIfUnknown);

/** On a developer's own machine there is nothing but test mode. */
export const usualMode: Mode = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname)
  ? "test"
  : "live";

async function enter(outcome: Outcome<unknown>): Promise<Outcome<unknown>> {
  if (outcome.kind !== "done") return outcome;
  sessionBegan();
  const looked = await lookWhoIsLoggedIn();
  if (looked.kind === "refused" && looked.problem.code === "UNAUTHORIZED") return looked;
  // Whoever it is, somebody is logged in.
  if (session.get().state === "out") {
    session.set({ state: "unknown", lost: true });
    tell({ type: "again" });
  }
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
  const ended =
    outcome.kind === "done" ||
    (outcome.kind === "refused" && outcome.problem.code === "UNAUTHORIZED");
  if (!ended) return outcome;
  // Everything of this shopper goes from memory with the page.
  location.replace(location.pathname);
  return outcome;
}
