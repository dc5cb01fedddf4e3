import { expect, test } from "vitest";
import type { ErrorCode, Payment, Problem } from "../api/client.ts";
import { isUnderWay, isUntold, next, nothing, type Flow, type Heard } from "./pay_flow.ts";

const payment = (phase: Payment["phase"], more: Partial<Payment> = {}): Payment => ({
  paymentKey: "pay_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr",
  shopName: "한강 커피",
  orderName: "커피 두 잔",
  totalAmount: 9900,
  currency: "KRW",
  status: "IN_PROGRESS",
  phase,
  expiresAt: "2026-11-22T16:10:03.123+09:00",
  holdExpiresAt: "2026-11-22T16:08:11.000+09:00",
  installmentPlans: [0],
  waitsForShop: phase === "confirmed",
  approvedAt: null,
  failure: null,
  card: null,
  ...more,
});

const problem = (code: ErrorCode, status = 409, advice?: Problem["advice"]): Problem => ({
  type: `urn:pay200:error:${code}`,
  title: "",
  status,
  code,
  message: `says ${code}`,
  retryable: false,
  requestId: "1",
  ...(advice && { advice }),
});

const one = {
  idempotencyKey: "one",
  cardId: "crd_a",
  months: 0,
  confirmation: { pin: "135790" },
};
const open: Heard = { type: "open", token: "qrt_1" };
const heard = (phase: Payment["phase"], more?: Partial<Payment>): Heard => ({
  type: "payment",
  payment: payment(phase, more),
});
const refused = (code: ErrorCode, status?: number, advice?: Problem["advice"]): Heard => ({
  type: "refused",
  problem: problem(code, status, advice),
});
const confirm: Heard = { type: "confirm", try: one };
const after = (...all: Heard[]): Flow => all.reduce(next, nothing);
const details = [open, heard("scanned")];
const paying = [...details, confirm];

test("a code is scanned, confirmed and paid", () => {
  expect(after(open)).toMatchObject({ step: "opening", token: "qrt_1", lost: false });
  expect(after(...details)).toMatchObject({ step: "details", notice: null, token: "qrt_1" });
  expect(after(...paying)).toMatchObject({ step: "paying", try: one, lost: false });
  expect(after(...paying, heard("approved"))).toMatchObject({ step: "ended", how: "paid" });
});

test("every reason not to be scanned has its own screen", () => {
  const reasons: [ErrorCode, string][] = [
    ["NOT_FOUND_PAYMENT", "notFound"],
    ["ALREADY_SCANNED_PAYMENT", "taken"],
    ["ALREADY_PROCESSED_PAYMENT", "paid"],
    ["ALREADY_CANCELED_PAYMENT", "canceled"],
    ["ABORTED_PAYMENT", "aborted"],
    ["EXPIRED_PAYMENT", "expired"],
    ["PAYMENT_IN_PROGRESS", "inProgress"],
    ["MODE_MISMATCH", "mode"],
    ["MERCHANT_SUSPENDED", "other"],
  ];
  for (const [code, why] of reasons)
    expect(after(open, refused(code)), code).toMatchObject({ step: "refused", why });
  expect(after({ type: "notOurs" })).toMatchObject({ step: "refused", why: "notOurs" });
});

test("a confirm whose answer is lost keeps its key, so that pressed again it charges once", () => {
  const lost = after(...paying, { type: "lost" });
  expect(lost).toMatchObject({ step: "paying", lost: true, try: { idempotencyKey: "one" } });
  const again = next(lost, { type: "again" });
  expect(again).toMatchObject({ step: "paying", lost: false, try: one });
  // Neither another confirm nor a cancel gets in between.
  expect(next(lost, { type: "confirm", try: { ...one, idempotencyKey: "two" } })).toBe(lost);
  expect(next(lost, { type: "cancel", cancelKey: "c" })).toBe(lost);
  expect(next(again, heard("approved"))).toMatchObject({ step: "ended", how: "paid" });
  expect(after(...paying, refused("INTERNAL_ERROR", 500))).toMatchObject({
    step: "paying",
    lost: true,
    try: one,
  });
});

test("a try whose answer is still to come is kept, whatever is scanned meanwhile", () => {
  const canceling = after(...details, { type: "cancel", cancelKey: "c" });
  for (const flow of [
    after(...paying),
    after(...paying, { type: "lost" }),
    canceling,
    next(canceling, { type: "lost" }),
  ])
    for (const scanned of [
      { type: "notOurs" },
      { type: "open", token: "qrt_2" },
      { type: "openKey", key: "pay_2" },
    ] as const)
      expect(next(flow, scanned), scanned.type).toBe(flow);
});

test("a request that is under way is not sent once more", () => {
  for (const flow of [
    after(open),
    after(...paying),
    after(...details, { type: "cancel", cancelKey: "c" }),
    after(...paying, heard("confirmed")),
  ])
    expect(next(flow, { type: "again" }), flow.step).toBe(flow);
  const cut = after(...paying, heard("confirmed"), { type: "lost" });
  expect(next(cut, { type: "again" })).toMatchObject({ step: "following", connected: true });
});

test("what a repetition is refused for before its key is looked at leaves its outcome open", () => {
  const again = after(...paying, { type: "lost" }, { type: "again" });
  for (const code of [
    "INVALID_PIN",
    "PIN_LOCKED",
    "INVALID_PASSKEY",
    "NOT_FOUND_PASSKEY",
    "EXPIRED_PASSKEY_CHALLENGE",
    "PASSKEYS_UNAVAILABLE",
    "NOT_FOUND_CARD",
  ] as const) {
    const following = next(again, refused(code, 403));
    expect(following, code).toMatchObject({ step: "following", canceling: false });
    expect(next(following, heard("approved")), code).toMatchObject({ how: "paid" });
    const kind =
      code === "INVALID_PIN" ? "pinWrong" : code === "PIN_LOCKED" ? "pinLocked" : "nothingCharged";
    expect(next(following, heard("scanned")), code).toMatchObject({
      step: "details",
      notice: { kind },
    });
    // Of the first request alone it is the outcome.
    expect(after(...paying, refused(code, 403)), code).toMatchObject({
      step: "details",
      notice: { kind },
    });
  }
  // A card had been refused before: the wrong PIN is what is said now.
  const declined = after(open, heard("declined"), confirm, { type: "lost" }, { type: "again" });
  expect(next(next(declined, refused("INVALID_PIN", 403)), heard("declined"))).toMatchObject({
    step: "details",
    notice: { kind: "pinWrong" },
  });
});

test("what is said of a repetition alone does not say that nothing was charged", () => {
  const again = after(...paying, { type: "lost" }, { type: "again" });
  for (const code of ["SERVICE_UNAVAILABLE", "TOO_MANY_REQUESTS", "UNAUTHORIZED"] as const) {
    expect(next(again, refused(code, 503)), code).toMatchObject({
      step: "paying",
      lost: true,
      try: one,
    });
  }
  // But what is said of the try itself does.
  expect(next(again, refused("ACQUIRER_UNAVAILABLE", 503))).toMatchObject({ step: "details" });
});

test("what nobody knows is followed to its end, and never taken for paid or not paid", () => {
  for (const code of [
    "OUTCOME_UNKNOWN",
    "PAYMENT_IN_PROGRESS",
    "IDEMPOTENCY_KEY_IN_USE", // the first request is being authorized
    "ALREADY_PROCESSED_PAYMENT",
  ] as const) {
    const following = after(...paying, refused(code, 504));
    expect(following, code).toMatchObject({ step: "following", connected: true, canceling: false });
    expect(next(following, heard("unknown"))).toMatchObject({ step: "following" });
    expect(next(following, { type: "lost" })).toMatchObject({
      step: "following",
      connected: false,
    });
    expect(next(following, refused("SERVICE_UNAVAILABLE", 503))).toMatchObject({
      connected: false,
    });
    expect(next(following, heard("failed"))).toMatchObject({ step: "ended", how: "failed" });
    expect(next(following, heard("approved"))).toMatchObject({ step: "ended", how: "paid" });
    expect(next(following, heard("scanned"))).toMatchObject({
      step: "details",
      notice: { kind: "nothingCharged" },
    });
  }
});

test("a card that is declined is remembered, and another one may follow", () => {
  const declined = after(...paying, refused("REJECT_CARD_PAYMENT", 402, "ANOTHER_CARD"));
  expect(declined).toMatchObject({
    step: "declined",
    decline: { message: "says REJECT_CARD_PAYMENT", cardId: "crd_a" },
    declined: ["crd_a"],
  });
  expect(next(declined, { type: "anotherCard" })).toMatchObject({
    step: "details",
    declined: ["crd_a"],
  });
  expect(after(...paying, refused("BLOCKED_CARD"))).toMatchObject({ step: "declined" });
  // Later with the same card: it is proposed again.
  expect(after(...paying, refused("CARD_PROCESSING_ERROR", 402, "LATER"))).toMatchObject({
    step: "declined",
    declined: [],
  });
});

test("after a decline the payment is as the gateway has it", () => {
  const declined = after(...paying, refused("REJECT_CARD_PAYMENT", 402, "ANOTHER_CARD"));
  // Held anew: the countdown is that of the new hold.
  const holdExpiresAt = "2026-11-22T16:12:00.000+09:00";
  const read = next(declined, heard("declined", { holdExpiresAt }));
  expect(read).toMatchObject({
    step: "declined",
    decline: { message: "says REJECT_CARD_PAYMENT" },
    payment: { holdExpiresAt },
  });
  expect(next(read, { type: "anotherCard" })).toMatchObject({ payment: { holdExpiresAt } });
  // A card that was blocked before anything was asked for.
  const blocked = after(...paying, refused("BLOCKED_CARD"));
  expect(next(blocked, heard("scanned"))).toMatchObject({ step: "declined" });
  // That was the last one that may be tried.
  expect(next(declined, heard("failed"))).toMatchObject({ step: "ended", how: "failed" });
  // No answer: as it was.
  expect(next(declined, { type: "lost" })).toBe(declined);
  expect(next(declined, refused("SERVICE_UNAVAILABLE", 503))).toBe(declined);
});

test("a shop that confirms too is waited for, and its decline is one", () => {
  const waiting = after(...paying, heard("confirmed"));
  expect(waiting).toMatchObject({ step: "following", payment: { waitsForShop: true } });
  expect(next(waiting, heard("authorizing"))).toMatchObject({ step: "following" });
  const failure = { code: "REJECT_CARD_PAYMENT" as const, message: "한도 초과" };
  expect(next(waiting, heard("declined", { failure }))).toMatchObject({
    step: "declined",
    decline: { message: "한도 초과" },
    declined: ["crd_a"],
  });
  expect(next(waiting, heard("canceled"))).toMatchObject({ step: "ended", how: "canceled" });
  expect(next(waiting, { type: "cancel", cancelKey: "c" })).toMatchObject({ step: "canceling" });
});

test("a wrong PIN is entered again, a locked one is set anew", () => {
  expect(after(...paying, refused("INVALID_PIN", 403))).toMatchObject({
    step: "details",
    notice: { kind: "pinWrong" },
  });
  const locked = after(...paying, refused("PIN_LOCKED", 403));
  expect(locked).toMatchObject({ step: "details", notice: { kind: "pinLocked" } });
  expect(next(locked, { type: "noticed" })).toMatchObject({ step: "details", notice: null });
});

test("a hold that lapsed is taken anew by the same code", () => {
  for (const flow of [
    after(...paying, refused("NOT_SCANNED_PAYMENT")),
    after(...details, { type: "lapsed" }),
    after(...paying, heard("confirmed"), refused("NOT_FOUND_PAYMENT", 404)),
  ]) {
    expect(flow).toMatchObject({ step: "opening", token: "qrt_1", again: true });
    expect(next(flow, heard("scanned"))).toMatchObject({ notice: { kind: "again" } });
    expect(next(flow, refused("EXPIRED_PAYMENT"))).toMatchObject({ why: "expired" });
    expect(next(flow, refused("ALREADY_SCANNED_PAYMENT"))).toMatchObject({ why: "taken" });
  }
});

test("who came by the payment's address has no code to scan, and is told what the gateway says", () => {
  const { paymentKey } = payment("scanned");
  const lapsed = after({ type: "openKey", key: paymentKey }, heard("scanned"), { type: "lapsed" });
  // This phone's clock alone ends nothing.
  expect(lapsed).toMatchObject({ step: "opening", token: null, key: paymentKey });
  expect(next(lapsed, heard("scanned"))).toMatchObject({ step: "details" });
  expect(next(lapsed, heard("ready"))).toMatchObject({ step: "ended", how: "expired" });
  expect(next(lapsed, refused("NOT_FOUND_PAYMENT", 404))).toMatchObject({ why: "expired" });
});

test("what fails for the moment is scanned again", () => {
  for (const code of [
    "SERVICE_UNAVAILABLE",
    "TOO_MANY_REQUESTS",
    "INTERNAL_ERROR",
    "OUTCOME_UNKNOWN",
  ] as const)
    expect(after(open, refused(code, 503)), code).toMatchObject({
      step: "opening",
      lost: true,
      token: "qrt_1",
    });
});

test("a passkey that is asked for a payment that has ended leads to how it ended", () => {
  const shown = after(...details);
  expect(next(shown, refused("NOT_SCANNED_PAYMENT"))).toMatchObject({ step: "opening" });
  expect(next(shown, refused("EXPIRED_PAYMENT"))).toMatchObject({ how: "expired" });
  expect(next(shown, refused("ALREADY_PROCESSED_PAYMENT"))).toMatchObject({ step: "following" });
  expect(next(shown, refused("NOT_FOUND_CARD", 404))).toBe(shown);
});

test("취소 cancels, by the gateway's word alone", () => {
  const canceling = after(...details, { type: "cancel", cancelKey: "c" });
  expect(canceling).toMatchObject({ step: "canceling", cancelKey: "c" });
  expect(next(canceling, heard("canceled"))).toMatchObject({ step: "ended", how: "canceled" });
  const lost = next(canceling, { type: "lost" });
  expect(lost).toMatchObject({ step: "canceling", lost: true, cancelKey: "c" });
  expect(next(lost, { type: "again" })).toMatchObject({ lost: false, cancelKey: "c" });
  // By somebody else: an approval may still be to be given back.
  for (const flow of [canceling, after(...paying)]) {
    const gone = next(flow, refused("ALREADY_CANCELED_PAYMENT"));
    expect(gone).toMatchObject({ step: "following", canceling: true });
    expect(next(gone, heard("canceled"))).toMatchObject({ how: "canceled" });
  }
  // It came too late: the payment says how it ended.
  const late = next(canceling, refused("ALREADY_PROCESSED_PAYMENT"));
  expect(late).toMatchObject({ step: "following", canceling: true });
  expect(next(late, heard("approved"))).toMatchObject({ how: "paid" });
  // 202: an approval that comes is undone.
  expect(next(canceling, heard("authorizing"))).toMatchObject({
    step: "following",
    canceling: true,
  });
});

test("취소 comes to its end, though the hold has lapsed", () => {
  const canceling = after(...details, { type: "cancel", cancelKey: "c" });
  const lapsed = next(canceling, refused("NOT_SCANNED_PAYMENT"));
  expect(lapsed).toMatchObject({ step: "opening", token: "qrt_1", again: true });
  expect(next(lapsed, heard("scanned"))).toMatchObject({ step: "details" });
  // Somebody else holds it now.
  expect(next(canceling, refused("NOT_FOUND_PAYMENT", 404))).toMatchObject({ why: "taken" });
  // What would be refused each time is not repeated: the payment says how it is.
  for (const code of ["INVALID_REQUEST", "NOT_CANCELABLE_PAYMENT"] as const)
    expect(next(canceling, refused(code, 400)), code).toMatchObject({ step: "following" });
  for (const [code, status] of [
    ["SERVICE_UNAVAILABLE", 503],
    ["TOO_MANY_REQUESTS", 429],
    ["IDEMPOTENCY_KEY_IN_USE", 409],
    ["INTERNAL_ERROR", 500],
    ["UNAUTHORIZED", 401],
  ] as const)
    expect(next(canceling, refused(code, status)), code).toMatchObject({ lost: true });
});

test("before anything is charged, a refusal leads back to the details", () => {
  for (const code of [
    "ACQUIRER_UNAVAILABLE",
    "SERVICE_UNAVAILABLE",
    "TOO_MANY_REQUESTS",
    "INVALID_CARD_INSTALLMENT_PLAN",
    "NOT_FOUND_CARD",
  ] as const)
    expect(after(...paying, refused(code, 503)), code).toMatchObject({
      step: "details",
      notice: { kind: "nothingCharged", message: `says ${code}` },
    });
});

test("whoever must log in goes on where they were", () => {
  expect(after(open, refused("UNAUTHORIZED", 401))).toMatchObject({ step: "opening", lost: true });
  expect(after(...paying, refused("UNAUTHORIZED", 401))).toMatchObject({ step: "details" });
});

test("the PIN is gone as soon as its try has an answer", () => {
  for (const flow of [
    after(...paying, heard("approved")),
    after(...paying, heard("confirmed")),
    after(...paying, refused("INVALID_PIN", 403)),
    after(...paying, refused("PIN_LOCKED", 403)),
    after(...paying, refused("REJECT_CARD_PAYMENT", 402)),
    after(...paying, refused("OUTCOME_UNKNOWN", 504)),
    after(...paying, { type: "leave" }),
  ])
    expect(JSON.stringify(flow)).not.toContain("135790");
});

test("what has not ended is come back to", () => {
  expect(isUnderWay(after(...details))).toBe(true);
  expect(isUnderWay(after(...paying, heard("approved")))).toBe(false);
  expect(isUnderWay(nothing)).toBe(false);
});

test("how it ended is told once, wherever the shopper is then", () => {
  const paid = after(...paying, heard("approved"));
  expect(isUntold(paid)).toBe(true);
  expect(isUntold(next(paid, { type: "seen" }))).toBe(false);
  expect(isUntold(after(...details))).toBe(false);
});
