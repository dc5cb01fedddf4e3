// What a shopper goes through from a QR code to the end of its payment. Pure: pay_service.ts asks the
// gateway and says here what it heard. Nothing is taken for paid, or for not paid, but by the gateway's word.
import type { ErrorCode, Payment, Problem } from "../api/client.ts";
import type { Try } from "./confirmation.ts";

/** Why a code cannot be paid by this shopper. */
export type Refusal =
  | "notOurs"
  | "notFound"
  | "taken"
  | "paid"
  | "canceled"
  | "aborted"
  | "expired"
  | "inProgress"
  | "mode"
  | "attempts"
  | "other";

export interface Decline {
  message: string;
  advice: Problem["advice"];
  cardId: string | null;
}

/** What is said above the details; none of it ends the payment. */
export type Notice =
  | { kind: "again" } // the hold had lapsed, and was taken anew
  | { kind: "nothingCharged"; message: string }
  | { kind: "pinWrong" }
  | { kind: "pinLocked" };

interface OfPayment {
  payment: Payment;
  /** Of its QR code, as far as it is known: scans it again when the hold has lapsed. */
  token: string | null;
}

export type Flow =
  | { step: "idle" }
  | { step: "opening"; token: string | null; key: string | null; lost: boolean; again: boolean }
  | { step: "refused"; why: Refusal; message: string }
  | ({ step: "details"; notice: Notice | null; declined: string[] } & OfPayment)
  | ({ step: "declined"; decline: Decline; declined: string[] } & OfPayment)
  | ({
      step: "paying";
      try: Try;
      lost: boolean;
      /** An answer was lost before: this try may have charged, whatever becomes of its repetition. */
      repeated: boolean;
      declined: string[];
    } & OfPayment)
  | ({
      step: "following";
      connected: boolean;
      canceling: boolean;
      /** With which card, if that is known. */
      tried: string | null;
      /** What was said of the try, and holds if the payment then reads as not paid. */
      notice: Notice | null;
      declined: string[];
    } & OfPayment)
  | ({ step: "canceling"; cancelKey: string; lost: boolean; declined: string[] } & OfPayment)
  | {
      step: "ended";
      how: "paid" | "canceled" | "expired" | "failed";
      payment: Payment;
      /** Its screen has been shown. */
      seen: boolean;
    };

export type Heard =
  | { type: "open"; token: string }
  | { type: "openKey"; key: string }
  | { type: "notOurs" }
  | { type: "confirm"; try: Try }
  | { type: "cancel"; cancelKey: string }
  | { type: "anotherCard" }
  | { type: "again" } // the same request once more
  | { type: "leave" }
  | { type: "payment"; payment: Payment }
  | { type: "refused"; problem: Problem }
  | { type: "lost" }
  | { type: "lapsed" }
  | { type: "noticed" } // what was said above the details
  | { type: "seen" }; // how it ended

export const nothing: Flow = { step: "idle" };

const refusals: Partial<Record<ErrorCode, Refusal>> = {
  NOT_FOUND_PAYMENT: "notFound",
  ALREADY_SCANNED_PAYMENT: "taken",
  ALREADY_PROCESSED_PAYMENT: "paid",
  ALREADY_CANCELED_PAYMENT: "canceled",
  ABORTED_PAYMENT: "aborted",
  EXPIRED_PAYMENT: "expired",
  PAYMENT_IN_PROGRESS: "inProgress",
  MODE_MISMATCH: "mode",
  EXCEED_MAX_PAYMENT_ATTEMPTS: "attempts",
};

const tokenOf = (flow: Flow): string | null => ("token" in flow ? flow.token : null);
const declinedOf = (flow: Flow): string[] => ("declined" in flow ? flow.declined : []);
function triedCard(flow: Flow): string | null {
  if (flow.step === "paying") return flow.try.cardId;
  return flow.step === "following" ? flow.tried : null;
}

function including(declined: string[], cardId: string | null): string[] {
  return cardId === null || declined.includes(cardId) ? declined : [...declined, cardId];
}

/** Of a payment that is held, and not paid yet. */
function noticeOf(flow: Flow): Notice | null {
  if (flow.step === "opening" && flow.again) return { kind: "again" };
  if (flow.step !== "following") return null;
  return flow.notice ?? { kind: "nothingCharged", message: "" };
}

const ended = (how: Extract<Flow, { step: "ended" }>["how"], payment: Payment): Flow => ({
  step: "ended",
  how,
  payment,
  seen: false,
});

/** Where a payment that reads so is. */
function at(flow: Flow, payment: Payment): Flow {
  const of = { payment, token: tokenOf(flow) };
  const declined = declinedOf(flow);
  // Looked at after a refusal, which stays to be read as long as another card may follow.
  if (flow.step === "declined" && (payment.phase === "scanned" || payment.phase === "declined"))
    return { ...flow, payment };
  switch (payment.phase) {
    case "ready": // the hold has lapsed
      return scanAgain(flow, payment);
    case "scanned":
      return {
        step: "details",
        notice: noticeOf(flow),
        declined,
        ...of,
      };
    case "declined":
      // Whoever comes back to it by a scan is shown the details; whoever has waited, the refusal.
      if (flow.step === "opening")
        return { step: "details", notice: noticeOf(flow), declined, ...of };
      // The refusal is that of a card before; this try was refused for who asked.
      if (flow.step === "following" && flow.notice && flow.payment.phase === "declined")
        return { step: "details", notice: flow.notice, declined, ...of };
      return {
        step: "declined",
        decline: {
          message: payment.failure?.message ?? "",
          advice: "ANOTHER_CARD",
          cardId: triedCard(flow),
        },
        declined: including(declined, triedCard(flow)),
        ...of,
      };
    case "confirmed":
    case "authorizing":
    case "retrying":
    case "unknown":
      return {
        step: "following",
        connected: true,
        canceling: flow.step === "canceling" || (flow.step === "following" && flow.canceling),
        tried: triedCard(flow),
        notice: null,
        declined,
        ...of,
      };
    case "approved":
      return ended("paid", payment);
    case "canceled":
    case "expired":
    case "failed":
      return ended(payment.phase, payment);
  }
}

/** The hold is over, by the gateway's word. Without the code nothing is left to be done with it. */
function scanAgain(flow: Flow, payment: Payment): Flow {
  const token = tokenOf(flow);
  if (token === null) return ended("expired", payment);
  return { step: "opening", token, key: null, lost: false, again: true };
}

function refuse(problem: Problem): Flow {
  return { step: "refused", why: refusals[problem.code] ?? "other", message: problem.message };
}

/** Something has gone wrong before anything was charged; the payment is still held. */
const details = (flow: Flow & OfPayment, notice: Notice): Flow => ({
  step: "details",
  payment: flow.payment,
  token: flow.token,
  declined: declinedOf(flow),
  notice,
});

const follow = (
  flow: Flow & OfPayment,
  canceling: boolean,
  notice: Notice | null = null,
): Flow => ({
  step: "following",
  payment: flow.payment,
  token: flow.token,
  declined: declinedOf(flow),
  tried: triedCard(flow),
  connected: true,
  canceling,
  notice,
});

/** Looked at before the try's key is: said of a repetition, they leave open what became of the try. */
const ofWhoAsks: ErrorCode[] = [
  "INVALID_PIN",
  "PIN_LOCKED",
  "INVALID_PASSKEY",
  "NOT_FOUND_PASSKEY",
  "EXPIRED_PASSKEY_CHALLENGE",
  "PASSKEYS_UNAVAILABLE",
  "NOT_FOUND_CARD",
];

function noticeAbout({ code, message }: Problem): Notice {
  if (code === "INVALID_PIN") return { kind: "pinWrong" };
  return code === "PIN_LOCKED" ? { kind: "pinLocked" } : { kind: "nothingCharged", message };
}

/** Said of the payment, whatever it was asked for. */
function refusedForPayment(flow: Flow & OfPayment, problem: Problem): Flow | null {
  switch (problem.code) {
    case "NOT_SCANNED_PAYMENT":
      return scanAgain(flow, flow.payment);
    case "EXPIRED_PAYMENT":
      return ended("expired", flow.payment);
    case "ABORTED_PAYMENT":
      return ended("failed", flow.payment);
    // An approval may still be to be given back.
    case "ALREADY_CANCELED_PAYMENT":
      return follow(flow, true);
    // It may be this very try that is on its way, or has come through: the payment says.
    case "PAYMENT_IN_PROGRESS":
    case "ALREADY_PROCESSED_PAYMENT":
      return follow(flow, false);
    case "ALREADY_SCANNED_PAYMENT":
    case "NOT_FOUND_PAYMENT":
    case "MERCHANT_SUSPENDED":
    case "EXCEED_MAX_PAYMENT_ATTEMPTS":
      return refuse(problem);
  }
  return null;
}

function refusedWhilePaying(flow: Extract<Flow, { step: "paying" }>, problem: Problem): Flow {
  const { payment, token } = flow;
  if (ofWhoAsks.includes(problem.code)) {
    const notice = noticeAbout(problem);
    return flow.repeated ? follow(flow, false, notice) : details(flow, notice);
  }
  const byPayment = refusedForPayment(flow, problem);
  if (byPayment) return byPayment;
  switch (problem.code) {
    case "IDEMPOTENCY_KEY_IN_USE":
    case "OUTCOME_UNKNOWN":
      return follow(flow, false);
    // Somebody of us has gone wrong, perhaps after it was charged. The same key asks again.
    case "INTERNAL_ERROR":
      return { ...flow, lost: true, repeated: true };
    // Said of this request, not of its try.
    case "SERVICE_UNAVAILABLE":
    case "TOO_MANY_REQUESTS":
    case "UNAUTHORIZED":
      if (flow.repeated) return { ...flow, lost: true };
  }
  if (problem.status !== 402 && problem.code !== "BLOCKED_CARD")
    return details(flow, noticeAbout(problem));
  return {
    step: "declined",
    payment,
    token,
    decline: { message: problem.message, advice: problem.advice, cardId: flow.try.cardId },
    declined:
      problem.advice === "LATER" ? flow.declined : including(flow.declined, flow.try.cardId),
  };
}

/** Passing: the same request may be answered otherwise in a moment. */
const passing: ErrorCode[] = [
  "SERVICE_UNAVAILABLE",
  "TOO_MANY_REQUESTS",
  "INTERNAL_ERROR",
  "OUTCOME_UNKNOWN",
];

function refusedWhileCanceling(flow: Extract<Flow, { step: "canceling" }>, problem: Problem): Flow {
  switch (problem.code) {
    case "EXPIRED_PAYMENT":
      return ended("expired", flow.payment);
    case "ABORTED_PAYMENT":
      return ended("failed", flow.payment);
    case "NOT_SCANNED_PAYMENT": // the hold had lapsed: it is taken anew, and 취소 may be pressed again
      return scanAgain(flow, flow.payment);
    case "NOT_FOUND_PAYMENT": // and somebody else holds it now
      return { step: "refused", why: "taken", message: problem.message };
    case "OUTCOME_UNKNOWN":
      return follow(flow, true);
  }
  const again = passing.includes(problem.code) || problem.code === "IDEMPOTENCY_KEY_IN_USE";
  if (again || problem.status >= 500) return { ...flow, lost: true };
  // Asked once more it would be refused once more: the payment says how it is.
  return follow(flow, true);
}

function refused(flow: Flow, problem: Problem): Flow {
  // Whoever logs in again goes on where they were.
  if (problem.code === "UNAUTHORIZED") {
    if (flow.step === "paying") return refusedWhilePaying(flow, problem);
    if (flow.step === "opening" || flow.step === "canceling") return { ...flow, lost: true };
    return flow.step === "following" ? { ...flow, connected: false } : flow;
  }
  switch (flow.step) {
    case "opening":
      // A second scan is the same scan.
      if (passing.includes(problem.code)) return { ...flow, lost: true };
      // Looked at once more because its time was over: it is this shopper's no longer.
      if (flow.again && flow.token === null && problem.code === "NOT_FOUND_PAYMENT")
        return { step: "refused", why: "expired", message: problem.message };
      return refuse(problem);
    case "paying":
      return refusedWhilePaying(flow, problem);
    case "details": // by what was asked for before a passkey
      return refusedForPayment(flow, problem) ?? flow;
    case "canceling":
      return refusedWhileCanceling(flow, problem);
    case "following":
      // It is this shopper's no longer: a hold that lapsed while its answer was awaited.
      if (problem.code === "NOT_FOUND_PAYMENT") return scanAgain(flow, flow.payment);
      return { ...flow, connected: false };
    default:
      return flow;
  }
}

/** A request with an effect has no answer yet. Its key is kept until it has one, whatever is scanned. */
export const isOpen = (flow: Flow): boolean => flow.step === "paying" || flow.step === "canceling";

export function next(flow: Flow, heard: Heard): Flow {
  switch (heard.type) {
    case "open":
      if (isOpen(flow)) return flow;
      return { step: "opening", token: heard.token, key: null, lost: false, again: false };
    case "openKey":
      if (isOpen(flow)) return flow;
      return { step: "opening", token: null, key: heard.key, lost: false, again: false };
    case "notOurs":
      if (isOpen(flow)) return flow;
      return { step: "refused", why: "notOurs", message: "" };
    case "confirm":
      if (flow.step !== "details") return flow;
      return {
        step: "paying",
        payment: flow.payment,
        token: flow.token,
        declined: flow.declined,
        try: heard.try,
        lost: false,
        repeated: false,
      };
    case "cancel":
      if (flow.step !== "details" && flow.step !== "declined" && flow.step !== "following")
        return flow;
      return {
        step: "canceling",
        payment: flow.payment,
        token: flow.token,
        declined: flow.declined,
        cancelKey: heard.cancelKey,
        lost: false,
      };
    case "anotherCard":
      if (flow.step !== "declined") return flow;
      return {
        step: "details",
        payment: flow.payment,
        token: flow.token,
        declined: flow.declined,
        notice: null,
      };
    case "again":
      if (flow.step === "following" && !flow.connected) return { ...flow, connected: true };
      return "lost" in flow && flow.lost ? { ...flow, lost: false } : flow;
    case "lapsed":
      if (flow.step !== "details" && flow.step !== "declined") return flow;
      // By this phone's clock alone: the gateway is asked.
      if (flow.token !== null) return scanAgain(flow, flow.payment);
      return {
        step: "opening",
        token: null,
        key: flow.payment.paymentKey,
        lost: false,
        again: true,
      };
    case "noticed":
      return flow.step === "details" ? { ...flow, notice: null } : flow;
    case "seen":
      return flow.step === "ended" && !flow.seen ? { ...flow, seen: true } : flow;
    case "leave":
      return nothing;
    case "payment":
      return flow.step === "idle" || flow.step === "refused" ? flow : at(flow, heard.payment);
    case "refused":
      return refused(flow, heard.problem);
    case "lost":
      if (flow.step === "paying") return { ...flow, lost: true, repeated: true };
      if ("lost" in flow) return { ...flow, lost: true };
      return flow.step === "following" ? { ...flow, connected: false } : flow;
  }
}

/** Whether the shopper would lose sight of something by leaving. */
export const isUnderWay = (flow: Flow): boolean =>
  !["idle", "refused", "ended"].includes(flow.step);

/** How it ended while the shopper was elsewhere. */
export const isUntold = (flow: Flow): boolean => flow.step === "ended" && !flow.seen;
