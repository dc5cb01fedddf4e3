import type { Checkout } from "../src/messages.ts";

export type Phase = Checkout["phase"];

interface Texts {
  title: Record<Phase, string>;
  note: Record<Phase, string>;
  steps: [string, string, string];
  window: string;
  test: string;
  close: string;
  left: (time: string) => string;
  openApp: string;
  appNote: string;
  showQr: string;
  hideQr: string;
  qrLabel: string;
  cancel: string;
  cancelAsk: string;
  cancelNote: string;
  cancelYes: string;
  cancelNo: string;
  cancelFailed: string;
  reconnecting: string;
  done: string;
  doNotWait: string;
  orderId: string;
}

const ko: Texts = {
  title: {
    ready: "QR 코드를 스캔해 주세요",
    scanned: "휴대폰에서 확인 중입니다",
    declined: "카드가 승인되지 않았습니다",
    confirmed: "주문을 확인하고 있습니다",
    authorizing: "카드사 승인을 기다리고 있습니다",
    retrying: "다시 시도하고 있습니다",
    unknown: "결제 결과를 확인하고 있습니다",
    approved: "결제가 완료되었습니다",
    canceled: "결제를 취소했습니다",
    expired: "결제 시간이 지났습니다",
    failed: "결제하지 못했습니다",
  },
  note: {
    ready: "휴대폰 카메라 또는 pay200 앱으로 스캔하세요",
    scanned: "앱에서 금액을 확인하고 결제를 눌러 주세요",
    declined: "휴대폰에서 다른 카드를 선택해 주세요",
    confirmed: "상점에서 곧 승인을 요청합니다",
    authorizing: "창을 닫지 말고 잠시만 기다려 주세요",
    retrying: "카드사 연결이 원활하지 않아 다른 경로로 승인을 요청합니다",
    unknown: "다시 결제하지 마세요. 승인된 금액이 있으면 자동으로 취소됩니다",
    approved: "",
    canceled: "청구된 금액은 없습니다",
    expired: "청구된 금액은 없습니다. 결제를 다시 시작해 주세요",
    failed: "청구된 금액은 없습니다",
  },
  steps: ["스캔", "확인", "승인"],
  window: "결제창",
  test: "테스트 결제",
  close: "닫기",
  left: (time) => `${time} 남음`,
  openApp: "앱에서 결제하기",
  appNote: "pay200 앱이 열리면 금액을 확인하고 결제해 주세요",
  showQr: "다른 휴대폰으로 스캔하기",
  hideQr: "이 휴대폰으로 결제하기",
  qrLabel: "결제 QR 코드",
  cancel: "결제 취소",
  cancelAsk: "결제를 취소할까요?",
  cancelNote: "지금까지 청구된 금액은 없습니다.",
  cancelYes: "결제 취소",
  cancelNo: "계속 결제하기",
  cancelFailed: "취소하지 못했습니다. 잠시 후 다시 시도해 주세요.",
  reconnecting: "연결이 끊겨 다시 연결하고 있습니다",
  done: "확인",
  doNotWait: "기다리지 않고 닫기",
  orderId: "주문번호",
};

const en: Texts = {
  title: {
    ready: "Scan the QR code",
    scanned: "Being confirmed on the phone",
    declined: "The card was not approved",
    confirmed: "The shop is checking the order",
    authorizing: "Waiting for the card issuer",
    retrying: "Trying again",
    unknown: "Checking the outcome",
    approved: "Payment complete",
    canceled: "Payment cancelled",
    expired: "The time to pay has run out",
    failed: "The payment failed",
  },
  note: {
    ready: "Use your phone's camera or the pay200 app",
    scanned: "Check the amount in the app and confirm",
    declined: "Choose another card on the phone",
    confirmed: "It will ask for the approval in a moment",
    authorizing: "Please keep this window open",
    retrying: "The card network is slow to answer, so another route is being tried",
    unknown: "Do not pay again. If anything was charged, it will be returned automatically",
    approved: "",
    canceled: "Nothing was charged",
    expired: "Nothing was charged. Start the payment again",
    failed: "Nothing was charged",
  },
  steps: ["Scan", "Confirm", "Approve"],
  window: "Payment window",
  test: "Test payment",
  close: "Close",
  left: (time) => `${time} left`,
  openApp: "Pay in the app",
  appNote: "Check the amount in the pay200 app and confirm",
  showQr: "Scan with another phone",
  hideQr: "Pay with this phone",
  qrLabel: "Payment QR code",
  cancel: "Cancel payment",
  cancelAsk: "Cancel this payment?",
  cancelNote: "Nothing has been charged so far.",
  cancelYes: "Cancel payment",
  cancelNo: "Keep paying",
  cancelFailed: "It could not be cancelled. Try again in a moment.",
  reconnecting: "Connection lost, reconnecting",
  done: "OK",
  doNotWait: "Close without waiting",
  orderId: "Order",
};

export const textsOf = (language: "ko" | "en"): Texts => (language === "en" ? en : ko);
