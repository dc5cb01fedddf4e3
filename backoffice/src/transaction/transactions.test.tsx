// @vitest-environment happy-dom
import { act } from "react";
import { expect, test, vi } from "vitest";
import type { Transaction } from "../api/client.ts";
import { gateway, show } from "../testing/shown.tsx";
import { noFilter } from "./filter.ts";
import { Transactions } from "./transactions.tsx";

const everyMs = 4_000;
const one = (number: number): Transaction => ({
  transactionKey: `txn_${number}`,
  paymentKey: `pay_${number}`,
  type: "PAYMENT",
  moved: true,
  amount: 1_000,
  balanceAmount: 1_000,
  currency: "KRW",
  orderId: `order-${number}`,
  orderName: `커피 ${number}`,
  customerName: null,
  acquirerCode: "sandbox_a",
  approveNo: "812345",
  transactedAt: "2026-11-26T21:05:03.123+09:00",
});
/** From the newest, of this number, on. */
const some = (newest: number, count: number) =>
  Array.from({ length: count }, (_, at) => one(newest - at));
const figure = { count: 1, amount: 1_000 };
const totals = {
  payments: figure,
  cancels: figure,
  refunds: figure,
  unmoved: { count: 0, amount: 0 },
  netAmount: 1_000,
};

/** The newest page, of `rows` transactions, and then one more comes. */
async function open(rows: number) {
  vi.useFakeTimers();
  let come = false;
  let told = false;
  const asked = gateway(({ path }) => {
    if (path.startsWith("transactions/totals")) return { body: totals };
    if (path.startsWith("transactions/changes")) {
      const transactions = come && !told ? [one(101)] : [];
      told ||= come;
      return { body: { transactions, cursor: "txn_100", complete: true } };
    }
    const newest = come ? 101 : 100;
    const shown = some(newest, Math.min(50, come ? rows + 1 : rows));
    const last = shown.at(-1)!.transactionKey;
    return {
      body: { transactions: shown, newer: null, older: rows < 50 ? null : `older_${last}` },
    };
  });
  const wait = () => act(() => vi.advanceTimersByTimeAsync(everyMs + 100));
  await show(<Transactions filter={noFilter} cursor={null} />);
  await wait();
  const pages = () => asked.filter(({ path }) => path.startsWith("transactions?")).length;
  const before = pages();
  come = true;
  await wait();
  await act(() => vi.advanceTimersByTimeAsync(100));
  return { asked: pages() - before };
}

const older = () =>
  [...document.querySelectorAll(".pager a")].map((link) => link.getAttribute("href")).join();

test("a full page is asked for anew when one comes, so that what is pushed off it is on the next", async () => {
  const { asked } = await open(50);
  expect(asked).toBe(1);
  expect(document.querySelectorAll("tbody tr")).toHaveLength(50);
  expect(document.body.textContent).toContain("커피 101");
  expect(document.body.textContent).not.toContain("커피 51");
  expect(older()).toContain("older_txn_52");
});

test("a page with room takes it in without asking", async () => {
  const { asked } = await open(3);
  expect(asked).toBe(0);
  expect(document.querySelectorAll("tbody tr")).toHaveLength(4);
  expect(document.body.textContent).toContain("커피 101");
});
