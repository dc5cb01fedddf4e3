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

const followEveryMs = 1_000;
const againAfterMs = 1_500;

export function tell(heard: Heard): void {
  if (heard.type === "open" || heard.type === "openKey") choice.set(noChoice);
  const before = flow.get();
  const after = next(before, heard);
  flow.set(after);
  if (after !== before) void work(after, before);
}

/** The shopper does not want it. */
export const cancel = (): void => tell({ type: "cancel", cancelKey: crypto.randomUUID() });

function hear(asked: Flow, outcome: Outcome<Payment>): void {
  // The shopper has gone on to something else meanwhile.
  if (flow.get() !== asked) return;
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
    case "following":
      // Asked at once the first time, then each second.
      if (before.step === "following") await pause(followEveryMs);
      if (flow.get() !== now) return;
      return hear(now, await read(now.payment.paymentKey));
  }
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

const tries = new Map<string, number>();
const mostTries = 4;

/** Which request it is that was lost. */
function nameOf(lost: Flow): string {
  if (lost.step === "paying") return lost.try.idempotencyKey;
  return lost.step === "canceling" ? lost.cancelKey : JSON.stringify(lost);
}

/** The same request once more: soon, some times, and when the connection is back. Repeating it is safe. */
function againByItself(lost: Flow): void {
  const count = tries.get(nameOf(lost)) ?? 0;
  tries.set(nameOf(lost), count + 1);
  const again = () => {
    clearTimeout(timer);
    removeEventListener("online", again);
    if (flow.get() === lost) tell({ type: "again" });
  };
  const timer =
    navigator.onLine && count < mostTries
      ? setTimeout(again, againAfterMs * 2 ** count)
      : undefined;
  addEventListener("online", again);
}
