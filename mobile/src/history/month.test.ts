import { expect, test } from "vitest";
import type { HistoryEntry } from "../api/client.ts";
import { byDay, paidIn } from "./month.ts";

const entry = (approvedAt: string, total: number, balance = total): HistoryEntry => ({
  paymentKey: `pay_${approvedAt}`,
  shopName: "한강 커피",
  orderName: "원두 1kg",
  status: balance === total ? "DONE" : balance === 0 ? "CANCELED" : "PARTIAL_CANCELED",
  currency: "KRW",
  totalAmount: total,
  balanceAmount: balance,
  canceledAmount: total - balance,
  suppliedAmount: total,
  vat: 0,
  taxFreeAmount: 0,
  card: { number: "424242******4242", brand: "visa", approveNo: "812345" },
  requestedAt: approvedAt,
  approvedAt,
  canceledAt: null,
});

test("payments are listed by the day that it was in Korea", () => {
  const days = byDay([
    entry("2026-11-22T15:00:00Z", 3000),
    entry("2026-11-22T14:59:59Z", 2000),
    entry("2026-11-22T01:00:00Z", 1000),
  ]);
  expect(days.map(({ day, entries }) => [day, entries.length])).toEqual([
    ["2026-11-23", 1],
    ["2026-11-22", 2],
  ]);
});

test("a month's sum is what was not taken back", () => {
  const at = "2026-11-22T16:05:03.123+09:00";
  expect(paidIn([entry(at, 10000), entry(at, 5000, 0), entry(at, 8000, 3000)])).toEqual({
    amount: 13000,
    count: 2,
  });
});
