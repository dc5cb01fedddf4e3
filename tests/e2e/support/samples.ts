// What the gateway may answer, made up, in the forms of its API (the types hold them to it).
import type { components } from "../../../sdk/shared/build/api.ts";

export type Schemas = components["schemas"];
export type Answer = { status?: number; body: unknown } | "lost" | "never";

export const paymentKey = "pay_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr";
export const token = `qrt_${"0g7k2m1q06".repeat(6)}`;
const soon = () =>
  new Date(Date.now() + 154_000 + 9 * 3_600_000).toISOString().replace("Z", "+09:00");

export const account: Schemas["Account"] = {
  loginId: "haneul@example.com",
  name: "김하늘",
  mode: "test",
  createdAt: "2026-11-22T16:05:03.123+09:00",
};

const card = (
  last: string,
  brand: string,
  more: Partial<Schemas["Card"]> = {},
): Schemas["Card"] => ({
  cardId: `crd_068kx2v9cd7nvw8eh4ah2k${last}`,
  number: `424242******${last}`,
  brand,
  expiry: "3012",
  createdAt: "2026-11-22T16:05:03.123+09:00",
  isDefault: false,
  isBlocked: false,
  ...more,
});

export const cards: Schemas["Card"][] = [
  card("4242", "visa", { isDefault: true }),
  card("4444", "mastercard"),
  card("0005", "amex", { expiry: "2501" }),
  card("9979", "visa", { isBlocked: true }),
];

export const payment = (
  phase: Schemas["Phase"],
  more: Partial<Schemas["ShopperPayment"]> = {},
): Schemas["ShopperPayment"] => ({
  paymentKey,
  shopName: "카페 온도",
  orderName: "아메리카노 2잔 외 1건",
  totalAmount: 64_000,
  currency: "KRW",
  status: "IN_PROGRESS",
  phase,
  expiresAt: soon(),
  holdExpiresAt: soon(),
  installmentPlans: [0, 2, 3, 4, 5, 6],
  waitsForShop: phase === "confirmed",
  approvedAt: phase === "approved" ? "2026-11-26T14:05:33.123+09:00" : null,
  failure: null,
  card:
    phase === "approved"
      ? { number: "424242******4242", brand: "visa", installmentPlanMonths: 3 }
      : null,
  ...more,
});

export const problem = (
  status: number,
  code: Schemas["ErrorCode"],
  message: string,
  more: Partial<Schemas["Problem"]> = {},
): Answer => ({
  status,
  body: {
    type: `urn:pay200:error:${code}`,
    title: "",
    status,
    code,
    message,
    retryable: false,
    requestId: "6f0c2a4e9b1d4c7f8a3e5d2b1c0f9e8d",
    ...more,
  } satisfies Schemas["Problem"],
});

const entry = (
  day: string,
  shopName: string,
  orderName: string,
  totalAmount: number,
  balanceAmount = totalAmount,
): Schemas["HistoryEntry"] => ({
  paymentKey,
  shopName,
  orderName,
  status:
    balanceAmount === totalAmount ? "DONE" : balanceAmount === 0 ? "CANCELED" : "PARTIAL_CANCELED",
  currency: "KRW",
  totalAmount,
  balanceAmount,
  canceledAmount: totalAmount - balanceAmount,
  suppliedAmount: totalAmount,
  vat: 0,
  taxFreeAmount: 0,
  card: { number: "424242******4242", brand: "visa", approveNo: "812345" },
  requestedAt: `2026-11-${day}:00.000+09:00`,
  approvedAt: `2026-11-${day}:20.000+09:00`,
  canceledAt: null,
});

export const passkeys: Schemas["Passkey"][] = [
  {
    passkeyId: "psk_068kx2v9cd7nvw8eh4ah2k9qzr",
    name: null,
    isSynced: true,
    createdAt: "2026-11-22T16:05:03.123+09:00",
    lastUsedAt: null,
  },
];

export const history: Schemas["History"] = {
  payments: [
    entry("26T14:05", "카페 온도", "아메리카노 2잔 외 1건", 64_000),
    entry("26T08:31", "한강 서점", "「흰」 외 두 권과 아주 긴 이름의 물건 하나", 41_500, 27_000),
    entry("24T19:12", "동네 꽃집", "가을 꽃다발", 38_000, 0),
    entry("21T12:40", "성수 국수", "칼국수", 9_500),
  ],
  hasMore: false,
};

export const receipt: Schemas["Receipt"] = {
  paymentKey,
  orderId: "cafe-lx2k9q-7vw8eh4a",
  orderName: "아메리카노 2잔 외 1건",
  status: "PARTIAL_CANCELED",
  merchant: {
    name: "카페 온도",
    businessNumber: "220-81-62517",
    representative: "김한강",
    address: "서울특별시 마포구 강변로 1, 2층",
    phone: "02-123-4567",
  },
  card: {
    number: "424242******4242",
    brand: "visa",
    installmentPlanMonths: 3,
    approveNo: "A12345",
  },
  currency: "KRW",
  suppliedAmount: 58_182,
  vat: 5_818,
  taxFreeAmount: 0,
  totalAmount: 64_000,
  balanceAmount: 59_500,
  approvedAt: "2026-11-26T14:05:33.123+09:00",
  cancels: [
    {
      cancelAmount: 4_500,
      suppliedAmount: 4_091,
      vat: 409,
      taxFreeAmount: 0,
      canceledAt: "2026-11-26T15:20:00.000+09:00",
    },
  ],
};
