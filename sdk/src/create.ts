import { Pay200Error } from "./error.ts";
import { sdkError, type Language } from "./texts.ts";
import type { PaymentRequest } from "./types.ts";

export interface Created {
  mId: string;
  paymentKey: string;
  pageToken: { token: string };
}

/** A payment, or a problem. */
type Answer = Partial<
  Created & {
    code: string;
    message: string;
    retryable: boolean;
    param: string;
    detail: string;
    requestId: string;
  }
>;

const pausesMs = [300, 900];

const isPage = (value: unknown) =>
  value == null || /^https?:$/.test(new URL(String(value), location.href).protocol);

const checks: [keyof PaymentRequest, (value: never) => boolean][] = [
  ["orderId", (value: unknown) => typeof value === "string" && /^[\w.-]{6,64}$/.test(value)],
  ["orderName", (value: unknown) => typeof value === "string" && !!value && value.length <= 100],
  ["amount", (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0],
  ["successUrl", isPage],
  ["failUrl", isPage],
];

/** What can be said of the options without asking anybody. */
export function checkRequest(request: PaymentRequest, lang: Language): void {
  for (const [param, isGood] of checks) {
    if (!isGood(request?.[param] as never)) throw sdkError("INVALID_REQUEST", lang, { param });
  }
}

/** The gateway's origin as a policy of this page has refused it, while `act` ran. */
async function refusedDirective<T>(
  base: string,
  act: () => Promise<T>,
): Promise<{ result?: T; thrown?: unknown; directive?: string }> {
  let directive: string | undefined;
  const see = (event: SecurityPolicyViolationEvent) => {
    if (event.blockedURI.startsWith(base) && event.disposition === "enforce") {
      directive = event.effectiveDirective;
    }
  };
  document.addEventListener("securitypolicyviolation", see);
  try {
    return { result: await act() };
  } catch (thrown) {
    await new Promise((done) => setTimeout(done)); // the event comes as a task of its own
    return { thrown, ...(directive && { directive }) };
  } finally {
    document.removeEventListener("securitypolicyviolation", see);
  }
}

/**
 * Creates the payment. What may succeed a moment later is tried again under the same idempotency key,
 * so that it is created once.
 */
export async function createPayment(
  base: string,
  clientKey: string,
  request: PaymentRequest,
  lang: Language,
): Promise<Created> {
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
  for (let tried = 0; ; ++tried) {
    const { result, directive } = await refusedDirective(base, () =>
      fetch(`${base}/v1/payments`, init),
    );
    if (directive) {
      throw sdkError("BLOCKED_BY_CSP", lang, { ...more, detail: `${directive} ${base}` });
    }
    const answer = (await result?.json().catch(() => undefined)) as Answer | undefined;
    if (result?.ok && answer?.pageToken) return answer as Created;
    const pause = pausesMs[tried];
    const mayPass = !answer?.code || answer.retryable || answer.code === "OUTCOME_UNKNOWN";
    if (mayPass && pause) {
      await new Promise((done) => setTimeout(done, pause));
      continue;
    }
    // 503, 504: only that nothing is charged before a phone has scanned matters here.
    if (!answer?.code || result!.status >= 500) {
      throw sdkError("GATEWAY_UNAVAILABLE", lang, { ...more, retryable: true });
    }
    const { code, message, retryable, param, detail, requestId } = answer;
    throw new Pay200Error(code, message ?? code, {
      ...more,
      ...(retryable && { retryable }),
      ...(requestId && { requestId }),
      ...(param && { param }),
      ...(detail && { detail }),
      ...(code === "ORIGIN_NOT_ALLOWED" && { detail: location.origin }),
    });
  }
}

/** crypto.randomUUID is there only on secure pages. */
function idempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return "page-" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
