// Asks the gateway whatever the flow waits for, and tells the flow what it heard.
import { ask, client, type Outcome, type Payment } from "../api/client.ts";
import { createStore } from "@pay200/shared/store.ts";
import { choice, noChoice } from "./choice.ts";
import type { Try } from "./confirmation.ts";
import { next, nothing, type Flow, type Heard } from "./pay_flow.ts";

export const flow = createStore<Flow>(nothing);

/** What is happening while a confirm's answer is awaited. To look at only: the answer says how it ended. */
export const glimpsed = createStore<Payment["phase"] | null>(null);

/** The gateway's clock less this phone's, in ms. */
let ahead = 0;
export const gatewayNow = (): number => Date.now() + ahead;

/** Nobody is logged in: nothing is asked until somebody is (`again`). */
let waitsForLogIn = false;

export function tell(heard: Heard): void {
  if (heard.type === "again") waitsForLogIn = false;
  const before = flow.get();
  const after = next(before, heard);
  if (after === before) return;
  if (heard.type === "open" || heard.type === "openKey") choice.set(noChoice);
  // A card that was refused is proposed no more; chosen anew, it is what the shopper wants.
  if (after.step === "declined" && after.declined.includes(choice.get().cardId ?? ""))
    choice.set({ ...choice.get(), cardId: null });
  flow.set(after);
  void work(after, before);
}

/** The shopper does not want it. */
export const cancel = (): void => tell({ type: "cancel", cancelKey: crypto.randomUUID() });

function hear(asked: Flow, outcome: Outcome<Payment>): void {
  // The shopper has gone on to something else meanwhile.
  if (flow.get() !== asked) return;
  waitsForLogIn = outcome.kind === "refused" && outcome.problem.code === "UNAUTHORIZED";
  if (outcome.kind === "done") {
    ahead = outcome.at - Date.now();
    tell({ type: "payment", payment: outcome.data });
  } else if (outcome.kind === "refused") {
    tell({ type: "refused", problem: outcome.problem });
  } else {
    tell({ type: "lost" });
  }
}

const read = (paymentKey: string) =>
  ask(client.GET("/v1/shopper/payments/{paymentKey}", { params: { path: { paymentKey } } }));

const scan = (qrToken: string) =>
  ask(client.POST("/v1/shopper/payments/scan", { body: { qrToken } }));

const confirm = (paymentKey: string, { cardId, months, confirmation, idempotencyKey }: Try) =>
  ask(
    client.POST("/v1/shopper/payments/{paymentKey}/confirm", {
      params: { path: { paymentKey }, header: { "Idempotency-Key": idempotencyKey } },
      body: { cardId, installmentPlanMonths: months, ...confirmation },
    }),
  );

const withdraw = (paymentKey: string, idempotencyKey: string) =>
  ask(
    client.POST("/v1/shopper/payments/{paymentKey}/cancel", {
      params: { path: { paymentKey }, header: { "Idempotency-Key": idempotencyKey } },
      body: {},
    }),
  );

/** Until then, or until the phone is connected again. */
function pause(ms: number): Promise<void> {
  return new Promise((done) => {
    const over = () => {
      clearTimeout(timer);
      removeEventListener("online", over);
      done();
    };
    const timer = setTimeout(over, ms);
    addEventListener("online", over);
  });
}

async function work(now: Flow, before: Flow): Promise<void> {
  switch (now.step) {
    case "opening":
      if (now.lost) return againByItself(now);
      return hear(now, await (now.token !== null ? scan(now.token) : read(now.key!)));
    case "paying":
      if (now.lost) return againByItself(now);
      void glimpse(now);
      return hear(now, await confirm(now.payment.paymentKey, now.try));
    case "canceling":
      if (now.lost) return againByItself(now);
      return hear(now, await withdraw(now.payment.paymentKey, now.cancelKey));
    case "declined":
      // How long it is still held, and whether another card may follow.
      if (before.step === "paying") hear(now, await read(now.payment.paymentKey));
      return;
    case "following":
      return follow(now, before);
  }
}

const followEveryMs = 1_000;
/** What takes longer than this may take long. */
const followOftenMs = 30_000;
const followLaterMs = 4_000;
let followedSince = 0;

/** Asked at once the first time, then each second, in the end less often. */
async function follow(now: Extract<Flow, { step: "following" }>, before: Flow): Promise<void> {
  if (before.step !== "following") followedSince = Date.now();
  else if (waitsForLogIn) return;
  else await pause(Date.now() - followedSince < followOftenMs ? followEveryMs : followLaterMs);
  if (flow.get() !== now) return;
  hear(now, await read(now.payment.paymentKey));
}

const glimpseAfterMs = 2_500;

async function glimpse(paying: Extract<Flow, { step: "paying" }>): Promise<void> {
  glimpsed.set(null);
  for (;;) {
    await pause(glimpseAfterMs);
    if (flow.get() !== paying) return;
    const outcome = await read(paying.payment.paymentKey);
    if (flow.get() !== paying) return;
    if (outcome.kind === "done") glimpsed.set(outcome.data.phase);
  }
}

const againAfterMs = 1_500;
const againAtMostAfterMs = 15_000;

/** What is lost now, and how often it was before. */
let lostNow = { name: "", count: 0 };

/** Which request it is that was lost. */
function nameOf(lost: Flow): string {
  if (lost.step === "paying") return lost.try.idempotencyKey;
  return lost.step === "canceling" ? lost.cancelKey : JSON.stringify(lost);
}

/** The try that was sent a second time without anybody's doing. */
let sentByItself = "";

/**
 * When the phone is connected again, or after a while. A scan and a cancel are repeated. Of a confirm the
 * payment is looked at: each request with a wrong PIN counts, though it be the same one, so that the confirm
 * itself is repeated once, and further by the shopper alone.
 */
async function againByItself(lost: Extract<Flow, { lost: boolean }>): Promise<void> {
  const name = nameOf(lost);
  if (lostNow.name !== name) lostNow = { name, count: 0 };
  while (flow.get() === lost && !waitsForLogIn) {
    await pause(Math.min(againAfterMs * 2 ** lostNow.count++, againAtMostAfterMs));
    if (flow.get() !== lost || waitsForLogIn) return;
    if (!navigator.onLine) continue;
    if (lost.step !== "paying") return tell({ type: "again" });
    const outcome = await read(lost.payment.paymentKey);
    if (flow.get() !== lost || outcome.kind === "lost") continue;
    if (outcome.kind === "refused") {
      waitsForLogIn = outcome.problem.code === "UNAUTHORIZED";
      continue;
    }
    if (!["scanned", "declined"].includes(outcome.data.phase)) return hear(lost, outcome);
    if (sentByItself === name) continue;
    sentByItself = name;
    return tell({ type: "again" });
  }
}
