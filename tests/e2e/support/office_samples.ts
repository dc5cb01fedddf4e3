// What the gateway may answer to the back office, made up; the types hold it to the API's.
import type { Schemas } from "./samples.ts";

export const testShop = "mer_0g7k2m1q";
export const liveShop = "mer_0g7k2m1r";
export const id = (last: string) => `068kx2v9cd7nvw8eh4ah2k${last}`;
export const paymentKey = `pay_0g7k2m1q${id("9qzr")}`;
export const webhookId = `msg_0g7k2m1q${id("9qzr")}`;
const endpointId = `whe_${id("9qzr")}`;

const seoul = (at: number): string =>
  new Date(at + 9 * 3_600_000).toISOString().replace("Z", "+09:00");
const now = Date.now();
export const minutesAgo = (minutes: number) => seoul(now - minutes * 60_000);
export const dayAgo = (days: number) => seoul(now - days * 86_400_000).slice(0, 10);

export const merchant = (
  mId: string,
  name: string,
  mode: "test" | "live",
  more: Partial<Schemas["StaffMerchant"]> = {},
): Schemas["StaffMerchant"] => ({
  mId,
  name,
  mode,
  status: "active",
  businessNumber: "2208162517",
  role: "owner",
  ...more,
});

export const account = (more: Partial<Schemas["StaffAccount"]> = {}): Schemas["StaffAccount"] => ({
  staffId: `stf_${id("9qzr")}`,
  loginId: "mina@shop.example",
  name: "김미나",
  mustChangePassword: false,
  recoveryCodesLeft: 9,
  csrfToken: "c".repeat(40),
  expiresAt: seoul(now + 11 * 3_600_000),
  idleSeconds: 900,
  merchants: [
    merchant(testShop, "카페 온도", "test"),
    merchant("mer_0g7k2m1s", "카페 온도 무인점", "test"),
    merchant(liveShop, "카페 온도", "live", { role: "manager" }),
  ],
  ...more,
});

export const accountAs = (role: Schemas["StaffMerchant"]["role"]) =>
  account({ merchants: [merchant(testShop, "카페 온도", "test", { role })] });

const goods = [
  ["아메리카노 2잔 외 1건", "김하늘", 12_300],
  ["원두 500g", "이바다", 24_000],
  ["생일 케이크 2호와 초 열 자루, 그리고 아주 긴 이름의 축하 카드", "최예린", 64_000],
  ["카페라떼", null, 5_500],
  ["드립백 세트", "Alexander Longfellow-Smythe", 38_000],
  ["치즈 케이크", "박서준", 7_200],
] as const;

export const transactions: Schemas["BackofficeTransaction"][] = Array.from(
  { length: 24 },
  (_, at) => {
    const [orderName, customerName, price] = goods[at % goods.length]!;
    const type = at % 7 === 3 ? "REFUND" : at % 11 === 5 ? "CANCEL" : "PAYMENT";
    const moved = at !== 16;
    const amount = type === "REFUND" ? price / 2 : price;
    return {
      transactionKey: `txn_${id(`${9000 - at}`)}`,
      paymentKey,
      type,
      moved,
      amount,
      balanceAmount: type === "PAYMENT" ? amount : type === "REFUND" ? price - amount : 0,
      currency: "KRW",
      orderId: `cafe-2026112${at % 10}-${7000 + at}`,
      orderName,
      customerName,
      acquirerCode: moved ? "sandbox_a" : null,
      approveNo: moved ? `${812_345 + at * 37}` : null,
      transactedAt: minutesAgo(at * 37 + 2),
    };
  },
);

const figure = (count: number, amount: number): Schemas["Figure"] => ({ count, amount });
const figures = (at: number) => ({
  payments: figure(40 + ((at * 7) % 23), (40 + ((at * 7) % 23)) * 11_870),
  cancels: figure(at % 3, (at % 3) * 12_300),
  refunds: figure(at % 4, (at % 4) * 18_250),
});
export const overview = (days: number): Schemas["Overview"] => {
  const list = Array.from({ length: days }, (_, at) => ({
    date: dayAgo(days - 1 - at),
    ...figures(at + 3),
  }));
  return {
    today: list.at(-1)!,
    days: list,
    hours: Array.from({ length: 24 }, (_, hour) => ({
      hour,
      payments: hour > 6 && hour < 20 ? figure(hour % 5, (hour % 5) * 14_300) : figure(0, 0),
      cancels: figure(0, 0),
      refunds: hour === 15 ? figure(1, 24_000) : figure(0, 0),
    })),
  };
};
export const nothing = figure(0, 0);
export const quiet = { payments: nothing, cancels: nothing, refunds: nothing };
export const emptyOverview: Schemas["Overview"] = {
  today: { date: dayAgo(0), ...quiet },
  days: Array.from({ length: 7 }, (_, at) => ({ date: dayAgo(6 - at), ...quiet })),
  hours: Array.from({ length: 24 }, (_, hour) => ({ hour, ...quiet })),
};
export const totals: Schemas["BackofficeTotals"] = {
  payments: figure(1_284, 15_241_080),
  cancels: figure(17, 209_100),
  refunds: figure(42, 766_500),
  unmoved: figure(3, 36_900),
  netAmount: 14_265_480,
};

const webhook = (
  last: string,
  minutes: number,
  more: Partial<Schemas["Webhook"]> = {},
): Schemas["Webhook"] => ({
  webhookId: `msg_0g7k2m1q${id(last)}`,
  endpointId,
  eventType: "PAYMENT_STATUS_CHANGED",
  status: "DELIVERED",
  createdAt: minutesAgo(minutes),
  tries: 1,
  lastAttemptAt: minutesAgo(minutes),
  lastOutcome: "DELIVERED",
  lastHttpStatus: 200,
  nextAttemptAt: null,
  ...more,
});
export const webhooks = [
  webhook("9qzr", 3, { eventType: "CANCEL_STATUS_CHANGED" }),
  webhook("9qzs", 12, {
    status: "PENDING",
    tries: 3,
    lastOutcome: "TIMED_OUT",
    lastHttpStatus: null,
    nextAttemptAt: minutesAgo(-28),
  }),
  webhook("9qzt", 45),
  webhook("9qzv", 900, {
    status: "FAILED",
    tries: 10,
    lastOutcome: "REFUSED",
    lastHttpStatus: 500,
  }),
  webhook("9qzw", 1300, { eventType: "TEST", lastHttpStatus: 204 }),
];

export const endpoint = (
  more: Partial<Schemas["WebhookEndpoint"]> = {},
): Schemas["WebhookEndpoint"] => ({
  endpointId,
  url: "https://shop.example/pay200/webhook",
  description: "주문 서버",
  eventTypes: ["PAYMENT_STATUS_CHANGED", "CANCEL_STATUS_CHANGED"],
  status: "ENABLED",
  disabledReason: null,
  previousSecretExpiresAt: minutesAgo(-600),
  createdAt: minutesAgo(9000),
  ...more,
});

type PaymentPage = Schemas["BackofficePayment"];
type Payment = PaymentPage["payment"];

const entry = (
  last: string,
  account: Schemas["LedgerEntry"]["account"],
  debit: number,
  credit: number,
  minutes: number,
): Schemas["LedgerEntry"] => ({
  transactionKey: `txn_${id(last)}`,
  account,
  debit,
  credit,
  currency: "KRW",
  postedAt: minutesAgo(minutes),
});

export function paymentPage(
  some: Partial<Payment> = {},
  more: Partial<PaymentPage> = {},
): PaymentPage {
  const payment = {
    mId: testShop,
    paymentKey,
    orderId: "cafe-20261126-7042",
    orderName: "아메리카노 2잔 외 1건",
    customerName: "김하늘",
    status: "PARTIAL_CANCELED",
    requestedAt: minutesAgo(61),
    approvedAt: minutesAgo(60),
    totalAmount: 12_300,
    balanceAmount: 7_800,
    suppliedAmount: 7_091,
    vat: 709,
    taxFreeAmount: 0,
    isPartialCancelable: true,
    failure: null,
    card: {
      amount: 12_300,
      acquirerCode: "sandbox_a",
      number: "424242******4242",
      installmentPlanMonths: 0,
      approveNo: "812345",
      acquireStatus: "READY",
    },
    attempts: [
      {
        number: 1,
        status: "DECLINED",
        cardNumber: "400000******9995",
        cardBrand: "visa",
        acquirerCode: "sandbox_b",
        responseCode: "51",
        approveNo: null,
        startedAt: minutesAgo(60.6),
        finishedAt: minutesAgo(60.5),
      },
      {
        number: 2,
        status: "APPROVED",
        cardNumber: "424242******4242",
        cardBrand: "visa",
        acquirerCode: "sandbox_a",
        responseCode: "00",
        approveNo: "812345",
        startedAt: minutesAgo(60.1),
        finishedAt: minutesAgo(60),
      },
    ],
    timeline: [
      ["created", 61, "READY"],
      ["scanned", 60.8, "IN_PROGRESS"],
      ["confirmed", 60.6, "IN_PROGRESS"],
      ["authorizing", 60.6, "IN_PROGRESS"],
      ["declined", 60.5, "IN_PROGRESS"],
      ["confirmed", 60.1, "IN_PROGRESS"],
      ["authorizing", 60.1, "IN_PROGRESS"],
      ["approved", 60, "DONE"],
      ["cancel_requested", 3, "DONE"],
      ["canceled", 3, "PARTIAL_CANCELED"],
    ].map(([event, minutes, status]) => ({ event, at: minutesAgo(minutes as number), status })),
    ...some,
  } as unknown as Payment;
  return {
    payment,
    cancels: [
      {
        type: "REFUND",
        amount: 4_500,
        reason: "한 잔 반품",
        status: "DONE",
        requestedBy: "MERCHANT",
        requestedByName: "mina@shop.example",
        requestedAt: minutesAgo(3),
        finishedAt: minutesAgo(3),
        transactionKey: `txn_${id("9qzs")}`,
        responseCode: null,
      },
    ],
    ledger: [
      entry("9qzr", "acquirer_receivable", 12_300, 0, 60),
      entry("9qzr", "merchant_payable", 0, 11_894, 60),
      entry("9qzr", "fee_revenue", 0, 369, 60),
      entry("9qzr", "fee_vat_payable", 0, 37, 60),
      entry("9qzs", "merchant_payable", 4_500, 0, 3),
      entry("9qzs", "acquirer_receivable", 0, 4_500, 3),
    ],
    webhooks: [webhooks[0]!, webhooks[2]!],
    ...more,
  };
}

export const unpaid = paymentPage(
  {
    status: "READY",
    approvedAt: null,
    card: null,
    balanceAmount: 12_300,
    isPartialCancelable: false,
    attempts: [],
    timeline: [{ event: "created", at: minutesAgo(1), status: "READY" }],
  },
  { cancels: [], ledger: [], webhooks: [] },
);

const apiKey = (
  last: string,
  kind: "client" | "secret",
  more: Partial<Schemas["ApiKey"]> = {},
): Schemas["ApiKey"] => ({
  keyId: `key_${id(last)}`,
  kind,
  prefix: kind === "client" ? "test_ck_" : "test_sk_",
  lastFour: last,
  status: "ACTIVE",
  createdAt: minutesAgo(20_000),
  expiresAt: null,
  revokedAt: null,
  successorId: null,
  lastUsedAt: minutesAgo(2),
  ...more,
});
export const keys = [
  apiKey("b7Qz", "secret", { createdAt: minutesAgo(30), lastUsedAt: null }),
  apiKey("9qzr", "secret", {
    status: "EXPIRING",
    expiresAt: minutesAgo(-1400),
    successorId: `key_${id("b7Qz")}`,
  }),
  apiKey("Kd02", "client"),
  apiKey("xx01", "client", { status: "ENDED", revokedAt: minutesAgo(5000) }),
];
export const newKey = `test_sk_${"a1B2c3D4e5".repeat(4).slice(0, 38)}`;

const member = (
  last: string,
  name: string,
  role: Schemas["Member"]["role"],
  status: Schemas["Member"]["status"] = "ACTIVE",
): Schemas["Member"] => ({
  staffId: `stf_${id(last)}`,
  loginId: `${last}@shop.example`,
  name,
  role,
  status,
  addedAt: minutesAgo(40_000),
});
export const members = [
  member("9qzr", "김미나", "owner"),
  member("9qzs", "박서준", "manager"),
  member("9qzt", "이바다", "viewer", "INVITED"),
  member("9qzv", "최예린", "viewer", "LOCKED"),
];

export const recoveryCodes = Array.from({ length: 10 }, (_, at) => `7k2m${at}-q9xw${9 - at}`);

export const settlementId = `stl_0g7k2m1q${id("9qzr")}`;
const settlement = (
  days: number,
  more: Partial<Schemas["Settlement"]> = {},
): Schemas["Settlement"] => ({
  settlementId,
  mId: testShop,
  soldDate: dayAgo(days + 2),
  paidOutDate: dayAgo(days),
  currency: "KRW",
  paymentAmount: 1_284_000,
  cancelAmount: 0,
  refundAmount: 64_000,
  supplyAmount: 30_500,
  vat: 3_050,
  disputeAmount: 0,
  returnedAmount: 0,
  carriedInAmount: 0,
  netAmount: 1_186_450,
  payOutAmount: 1_186_450,
  carriedOutAmount: 0,
  payOutStatus: "CONFIRMED",
  lineCount: 3,
  createdAt: minutesAgo(days * 1440),
  ...more,
});
export const settlements = [
  settlement(-1, { payOutStatus: "MADE" }),
  settlement(0, { payOutStatus: "SENT" }),
  settlement(1, {
    paymentAmount: 12_000,
    netAmount: -85_550,
    payOutAmount: 0,
    carriedOutAmount: -85_550,
    payOutStatus: null,
  }),
  settlement(2, { payOutStatus: "RETURNED" }),
  settlement(3),
];
const line = (
  last: string,
  type: Schemas["SettlementLine"]["type"],
  amount: number,
): Schemas["SettlementLine"] => ({
  lineId: `sln_${id(last)}`,
  type,
  occurredAt: minutesAgo(3_000),
  businessDay: dayAgo(4),
  paymentKey: type === "PAYOUT_RETURNED" ? null : paymentKey,
  transactionKey: type === "PAYOUT_RETURNED" ? null : `txn_${id(last)}`,
  orderId: type === "PAYOUT_RETURNED" ? null : "cafe-20261126-7042",
  orderName: type === "PAYOUT_RETURNED" ? null : "아메리카노 2잔 외 1건",
  amount,
  supplyAmount: type === "PAYMENT" ? 30_500 : 0,
  vat: type === "PAYMENT" ? 3_050 : 0,
  payOutAmount: type === "PAYMENT" ? amount - 33_550 : amount,
});
export const settlementPage: Schemas["SettlementWithLines"] = {
  ...settlement(2, {
    disputeAmount: 12_300,
    returnedAmount: 50_000,
    carriedInAmount: -85_550,
    netAmount: 1_138_600,
    payOutAmount: 1_138_600,
    payOutStatus: "RETURNED",
    lineCount: 4,
  }),
  lines: [
    line("9qzr", "PAYMENT", 1_284_000),
    line("9qzs", "REFUND", -64_000),
    line("9qzt", "DISPUTE_LOST", -12_300),
    line("9qzv", "PAYOUT_RETURNED", 50_000),
  ],
  hasMore: true,
};
