import { Pay200Error, type ErrorDetails } from "./error.ts";

export type Language = "ko" | "en";

export function language(wanted?: string): Language {
  const text = wanted ?? document.documentElement.lang ?? "";
  return /^en/i.test(text || navigator.language) ? "en" : "ko";
}

// The SDK's own errors: what happened, and what to do.
const texts = {
  INVALID_API_KEY: [
    "클라이언트 키가 올바르지 않습니다. 키를 빠짐없이 복사했는지 확인해 주세요.",
    "This is not a client key. Check that it was copied whole.",
  ],
  SECRET_KEY_IN_PAGE: [
    "시크릿 키는 페이지에 넣을 수 없습니다. 이 키를 바로 폐기하고, 클라이언트 키(_ck_)를 사용해 주세요.",
    "A secret key must never be in a page. Revoke it now, and use the client key (_ck_).",
  ],
  MODE_MISMATCH: [
    "키의 모드(테스트/라이브)가 맞지 않습니다. 발급받은 키를 그대로 사용해 주세요.",
    "The key's mode (test or live) does not fit. Use the key exactly as it was issued.",
  ],
  INVALID_REQUEST: [
    "결제 요청 값이 올바르지 않습니다. 표시된 항목을 확인해 주세요.",
    "An option of the payment is not valid. Check the one that is named.",
  ],
  WINDOW_ALREADY_OPEN: [
    "이미 결제창이 열려 있습니다. 열려 있는 결제를 먼저 마쳐 주세요.",
    "A payment window is open already. Finish that one first.",
  ],
  BLOCKED_BY_CSP: [
    "이 페이지의 Content-Security-Policy가 결제창을 막고 있습니다. 안내된 출처를 허용해 주세요.",
    "This page's Content-Security-Policy blocks the payment. Allow the origin that is named.",
  ],
  GATEWAY_UNAVAILABLE: [
    "결제 서버에 연결할 수 없습니다. 청구된 금액은 없습니다. 잠시 후 다시 시도해 주세요.",
    "The payment server cannot be reached. Nothing was charged. Try again in a moment.",
  ],
  SCRIPT_BLOCKED: [
    "결제 스크립트를 불러오지 못했습니다. 광고 차단 프로그램이나 네트워크를 확인한 뒤 다시 시도해 주세요.",
    "The payment script could not be loaded. Check content blockers and the network, then try again.",
  ],
  PAY_PROCESS_CANCELED: ["결제를 취소했습니다.", "The payment was cancelled."],
  PAY_PROCESS_ABORTED: [
    "결제하지 못했습니다. 청구된 금액은 없습니다.",
    "The payment failed. Nothing was charged.",
  ],
  EXPIRED_PAYMENT: [
    "결제 시간이 지났습니다. 결제를 다시 시작해 주세요.",
    "The time to pay has run out. Start the payment again.",
  ],
  OUTCOME_UNKNOWN: [
    "결제 결과를 아직 확인하지 못했습니다. 다시 결제하지 말고, 잠시 후 주문 상태를 확인해 주세요.",
    "The outcome is not known yet. Do not pay again; look at the order in a moment.",
  ],
} as const;

export type SdkErrorCode = keyof typeof texts;

// What stands where the window is about to be, or was.
const shadeTexts = {
  title: ["결제", "Payment"],
  opening: ["결제창을 여는 중입니다", "Opening the payment window"],
  leaving: ["상점으로 돌아가는 중입니다", "Going back to the shop"],
  close: ["닫기", "Close"],
} as const;

/** Of a payment that was made, and may have been shown before: nothing is said of whether it was charged. */
const windowUnavailable = [
  "결제창을 열 수 없습니다. 잠시 후 다시 시도해 주세요.",
  "The payment window cannot be opened. Try again in a moment.",
] as const;

const inLanguage = (text: readonly [string, string], lang: Language) => text[lang === "ko" ? 0 : 1];

export const shadeText = (name: keyof typeof shadeTexts, lang: Language) =>
  inLanguage(shadeTexts[name], lang);

export function sdkError(code: SdkErrorCode, lang: Language, more: ErrorDetails = {}): Pay200Error {
  return new Pay200Error(code, inLanguage(texts[code], lang), more);
}

export function windowError(lang: Language): Pay200Error {
  const text = inLanguage(windowUnavailable, lang);
  return new Pay200Error("GATEWAY_UNAVAILABLE", text, { retryable: true });
}
