import { Pay200Error } from "./error.ts";
import { blocked, onRefusal } from "./policy.ts";
import { sdkError, type Language } from "./texts.ts";
import type { CreatedPayment, PaymentRequest } from "./types.ts";

/** A payment, or a problem. */
type Answer = Partial<{
  mId: string;
  pageToken: { token: string };
  code: string;
  message: string;
  retryable: boolean;
  param: string;
  detail: string;
  requestId: string;
}>;

const pausesMs = [300, 900];
/** For one try: a connection that is stuck is no answer. */
const answerMs = 10_000;

function isPage(value: unknown): boolean {
  if (value == null) return true;
  try {
    return /^https?:$/.test(new URL(String(value), location.href).protocol);
  } catch {
    return false;
  }
}

const matches = (shape: RegExp) => (value: unknown) =>
  typeof value === "string" && shape.test(value);

type Checks<Options> = [keyof Options & string, (value: unknown) => boolean][];

const destinations: Checks<Pick<PaymentRequest, "successUrl" | "failUrl">> = [
  ["successUrl", isPage],
  ["failUrl", isPage],
];
const ofRequest: Checks<PaymentRequest> = [
  ["orderId", matches(/^[\w.-]{6,64}$/)],
  ["orderName", matches(/^[^]{1,100}$/)],
  ["amount", (value) => Number.isSafeInteger(value) && (value as number) > 0],
  ...destinations,
];
const ofCreated: Checks<CreatedPayment> = [
  ["pageToken", matches(/^ptk_\w+$/)],
  ["mId", matches(/^mer_\w+$/)],
  ...destinations,
];

function check<Options>(options: Options, checks: Checks<Options>, lang: Language): void {
  for (const [param, isGood] of checks) {
    if (!isGood(options?.[param])) throw sdkError("INVALID_REQUEST", lang, { param });
  }
}

/** What can be said of the options without asking anybody. */
export const checkRequest = (request: PaymentRequest, lang: Language) =>
  check(request, ofRequest, lang);
export const checkCreated = (created: CreatedPayment, lang: Language) =>
  check(created, ofCreated, lang);

/** Nothing, if no answer came in time, or `gone` says that it is not waited for. */
async function ask(
  url: string,
  init: RequestInit,
  gone: AbortSignal,
): Promise<{ ok: boolean; status: number; body: Answer | undefined } | undefined> {
  const patience = new AbortController();
  const giveUp = () => patience.abort();
  const timer = setTimeout(giveUp, answerMs);
  gone.addEventListener("abort", giveUp);
  try {
    const answer = await fetch(url, { ...init, signal: patience.signal });
    const body = (await answer.json().catch(() => undefined)) as Answer | undefined;
    return { ok: answer.ok, status: answer.status, body };
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
    gone.removeEventListener("abort", giveUp);
  }
}

/**
 * Creates the payment. What may succeed a moment later is tried again under the same idempotency key,
 * so that it is created once. Rejects with a Pay200Error, soon after `gone` too.
 */
export async function createPayment(
  base: string,
  clientKey: string,
  request: PaymentRequest,
  lang: Language,
  gone: AbortSignal,
): Promise<CreatedPayment> {
  const { successUrl: _success, failUrl: _fail, confirm: _confirm, ...fields } = request;
  const init: RequestInit = {
    method: "POST",
    mode: "cors",
    credentials: "omit",
    headers: {
      Authorization: `Bearer ${clientKey}`,
      "Content-Type": "application/json",
      "Accept-Language": lang,
      "Idempotency-Key": idempotencyKey(),
    },
    body: JSON.stringify(fields),
  };
  const more = { orderId: request.orderId };
  let refused = false;
  const undo = onRefusal("connect-src", base, () => (refused = true));
  try {
    for (let tried = 0; ; ++tried) {
      const answer = await ask(`${base}/v1/payments`, init, gone);
      const body = answer?.body;
      if (answer?.ok && body?.mId && body.pageToken) {
        return { mId: body.mId, pageToken: body.pageToken.token };
      }
      await pause(0); // a policy's refusal comes as a task of its own
      if (refused) throw blocked(`connect-src ${base}`, lang, more);
      const next = pausesMs[tried];
      const mayPass = !body?.code || body.retryable || body.code === "OUTCOME_UNKNOWN";
      if (mayPass && next && !gone.aborted) {
        await pause(next);
        continue;
      }
      // 503, 504: only that nothing is charged before a phone has scanned matters here.
      if (!body?.code || answer!.status >= 500) {
        throw sdkError("GATEWAY_UNAVAILABLE", lang, { ...more, retryable: true });
      }
      const { code, message, retryable, param, detail, requestId } = body;
      throw new Pay200Error(code, message ?? code, {
        ...more,
        ...(retryable && { retryable }),
        ...(requestId && { requestId }),
        ...(param && { param }),
        ...(detail && { detail }),
        ...(code === "ORIGIN_NOT_ALLOWED" && { detail: location.origin }),
      });
    }
  } finally {
    undo();
  }
}

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** crypto.randomUUID is there only on secure pages. */
function idempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return "page-" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
