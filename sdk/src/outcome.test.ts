import { expect, test, vi } from "vitest";
import { Pay200Error } from "./error.ts";
import { Outcome, type Wanted } from "./outcome.ts";
import { sdkError } from "./texts.ts";
import type { PaymentState, Phase } from "./types.ts";

const at = (phase: Phase, more: Partial<PaymentState> = {}): PaymentState => ({
  paymentKey: "pay_1",
  orderId: "order-1",
  orderName: "커피",
  amount: 4500,
  status: phase === "approved" ? "DONE" : "IN_PROGRESS",
  phase,
  shopConfirms: false,
  failure: null,
  ...more,
});

const unseen = sdkError("PAY_PROCESS_CANCELED", "ko");
const both = { successUrl: "/done", failUrl: "/failed" };
const paid = { paymentKey: "pay_1", orderId: "order-1", amount: 4500 };

function outcomeOf(wanted: Wanted) {
  const told: unknown[] = [];
  const cancel = vi.fn();
  const outcome = new Outcome(wanted, "en", {
    resolve: (result) => told.push(result),
    reject: (reason) => told.push(reason),
    go: (url, values) => told.push({ url, ...values }),
    cancel,
  });
  return { outcome, told, cancel };
}

test("who has paid is sent to successUrl, and nowhere else when the window closes", () => {
  const { outcome, told } = outcomeOf(both);
  outcome.see(at("approved"));
  outcome.end(unseen);
  expect(told).toEqual([{ url: "/done", ...paid }]);
  expect(outcome).toMatchObject({ told: true, goes: true });
});

test("a result is not followed by a rejection", () => {
  const { outcome, told } = outcomeOf({});
  outcome.see(at("approved"));
  outcome.end(unseen);
  expect(told).toEqual([{ ...paid, status: "DONE" }]);
  expect(outcome).toMatchObject({ told: true, goes: false });
});

test("successUrl is gone to once, though the shop behind it confirms before it answers", () => {
  const { outcome, told } = outcomeOf(both);
  outcome.see(at("confirmed", { shopConfirms: true }));
  outcome.see(at("authorizing", { shopConfirms: true }));
  outcome.see(at("approved", { shopConfirms: true }));
  outcome.end(unseen);
  expect(told).toEqual([{ url: "/done", ...paid }]);
});

test("what is cancelled does not become unknown when the window closes", () => {
  const { outcome, told } = outcomeOf(both);
  outcome.see(at("canceled"));
  outcome.end(unseen);
  expect(told).toEqual([
    expect.objectContaining({ url: "/failed", code: "PAY_PROCESS_CANCELED", orderId: "order-1" }),
  ]);
});

test.each([
  ["canceled", "PAY_PROCESS_CANCELED"],
  ["expired", "EXPIRED_PAYMENT"],
  ["failed", "PAY_PROCESS_ABORTED"],
] as const)("%s rejects, with what names the payment", (phase, code) => {
  const { outcome, told } = outcomeOf({});
  outcome.see(at("ready"));
  outcome.see(at(phase));
  expect(told).toEqual([
    expect.objectContaining({ code, orderId: "order-1", paymentKey: "pay_1" }),
  ]);
});

test("an end that nobody sees is unknown, with what names the payment, whatever the reason", () => {
  const refused = new Pay200Error("INVALID_PAGE_TOKEN", "");
  const { outcome, told } = outcomeOf({});
  outcome.see(at("authorizing"));
  outcome.end(refused);
  expect(told).toEqual([
    expect.objectContaining({
      code: "OUTCOME_UNKNOWN",
      orderId: "order-1",
      paymentKey: "pay_1",
    }),
  ]);
  const withUrl = outcomeOf(both);
  withUrl.outcome.see(at("authorizing"));
  withUrl.outcome.end(refused);
  expect(withUrl.told).toEqual([
    expect.objectContaining({ url: "/failed", code: "OUTCOME_UNKNOWN", orderId: "order-1" }),
  ]);
});

test("what never was to be seen rejects, with failUrl too", () => {
  const { outcome, told } = outcomeOf(both);
  outcome.end(unseen);
  outcome.end(unseen);
  expect(told).toEqual([unseen]);
});

/** A shop's server that says no to what the shopper has confirmed. */
async function refusedBy(reason: unknown, wanted: Wanted = {}) {
  const confirm = vi.fn(() => Promise.reject(reason));
  const all = outcomeOf({ ...wanted, confirm });
  all.outcome.see(at("confirmed", { shopConfirms: true }));
  await vi.waitFor(() => expect(all.cancel).toHaveBeenCalledTimes(1));
  expect(confirm).toHaveBeenCalledWith(paid);
  expect(all.told).toEqual([]);
  return all;
}

test.each(["canceled", "expired", "failed"] as const)(
  "the shop's refusal is the reason if it ends as %s",
  async (phase) => {
    const reason = new Error("sold out");
    const { outcome, told } = await refusedBy(reason);
    outcome.see(at(phase, { shopConfirms: true }));
    outcome.end(unseen);
    expect(told).toEqual([reason]);
  },
);

test("the shop's refusal goes to failUrl", async () => {
  const { outcome, told } = await refusedBy({ code: "SOLD_OUT", message: "품절입니다." }, both);
  outcome.see(at("canceled"));
  expect(told).toEqual([
    { url: "/failed", code: "SOLD_OUT", message: "품절입니다.", orderId: "order-1" },
  ]);
});

test.each([undefined, "no", new TypeError("Failed to fetch"), { code: 7, message: "no" }])(
  "what a shop threw that has no code is not put into an address: %s",
  async (reason) => {
    const { outcome, told } = await refusedBy(reason, both);
    outcome.see(at("canceled"));
    const { message } = sdkError("PAY_PROCESS_CANCELED", "en");
    expect(told).toEqual([
      { url: "/failed", code: "PAY_PROCESS_CANCELED", message, orderId: "order-1" },
    ]);
  },
);

test("what is paid in spite of the shop's refusal is paid", async () => {
  const { outcome, told } = await refusedBy(new Error("its answer was lost"));
  outcome.see(at("approved"));
  expect(told).toEqual([{ ...paid, status: "DONE" }]);
});

test("a refusal does not explain what nobody knows", async () => {
  const { outcome, told } = await refusedBy(new Error("its answer was lost"));
  outcome.see(at("unknown"));
  outcome.end(unseen);
  expect(told).toEqual([expect.objectContaining({ code: "OUTCOME_UNKNOWN" })]);
});

test("confirm is called again after a decline", async () => {
  const confirm = vi.fn();
  const { outcome, told } = outcomeOf({ confirm });
  outcome.see(at("confirmed", { shopConfirms: true }));
  outcome.see(at("declined", { shopConfirms: true }));
  outcome.see(at("confirmed", { shopConfirms: true }));
  outcome.see(at("approved", { shopConfirms: true }));
  expect(confirm).toHaveBeenCalledTimes(2);
  expect(told).toHaveLength(1);
});
