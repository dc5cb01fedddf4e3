import { expect, test } from "vitest";
import type { Payment } from "../api/client.ts";
import { amountFault, amountTyped, giveBackOf, newTry, parseAmount } from "./refund.ts";

const payment = (status: Payment["status"], balanceAmount: number) =>
  ({ status, balanceAmount }) as Payment;

test.each([
  ["READY", 9_900, "unpaid"],
  ["IN_PROGRESS", 9_900, "unpaid"],
  ["DONE", 9_900, "paid"],
  ["PARTIAL_CANCELED", 4_950, "paid"],
  ["PARTIAL_CANCELED", 0, "none"], // the rest is on its way back
  ["CANCELED", 0, "none"],
  ["ABORTED", 9_900, "none"],
  ["EXPIRED", 9_900, "none"],
  ["UNKNOWN", 9_900, "none"],
] as const)("%s with %i left: %s", (status, balance, what) => {
  expect(giveBackOf(payment(status, balance))).toBe(what);
});

test("amounts are read as they are written", () => {
  expect(parseAmount("12,300원")).toBe(12_300);
  expect(parseAmount(" ₩12 300 ")).toBe(12_300);
  for (const text of ["", "-1", "1.5", "만원", "9999999999999"])
    expect(parseAmount(text)).toBeNull();
});

test("an amount is in threes while it is typed", () => {
  expect(amountTyped("12300")).toBe("12,300");
  expect(amountTyped("12,3004")).toBe("123,004");
  expect(amountTyped("0")).toBe("0");
  expect(amountTyped("007")).toBe("7");
  expect(amountTyped("abc")).toBe("");
  expect(amountTyped("4,950.00")).toBe("4,950");
  expect(parseAmount(amountTyped("9".repeat(20)))).toBe(999_999_999_999);
});

test("no more goes back than is left, and not nothing", () => {
  expect(amountFault(null, 9_900)).toBe("missing");
  expect(amountFault(0, 9_900)).toBe("missing");
  expect(amountFault(1, 9_900)).toBeNull();
  expect(amountFault(9_900, 9_900)).toBeNull();
  expect(amountFault(9_901, 9_900)).toBe("tooMuch");
});

test("each wish has a key of its own", () => {
  const wish = { amount: 100, reason: "반품", balance: 9_900 };
  expect(newTry(wish).idempotencyKey).not.toBe(newTry(wish).idempotencyKey);
});
