import { expect, test } from "vitest";
import type { Transaction } from "../api/client.ts";
import { filterQuery, isFiltered, matches, noFilter, parseFilter } from "./filter.ts";

const transaction: Transaction = {
  transactionKey: "txn_068kx2v9cd7nvw8eh4ah2k9qzr",
  paymentKey: "pay_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr",
  type: "PAYMENT",
  moved: true,
  amount: 12_300,
  balanceAmount: 12_300,
  currency: "KRW",
  orderId: "Order-2026-7",
  orderName: "아메리카노 두 잔",
  customerName: "김하늘",
  acquirerCode: "sandbox",
  approveNo: "812345",
  transactedAt: "2026-11-26T00:30:00.000+09:00",
};

test("an address and a filter are each other's", () => {
  const filter = {
    search: "커피 & 차",
    from: "2026-11-01",
    to: "2026-11-26",
    type: "REFUND",
  } as const;
  expect(parseFilter(new URLSearchParams(filterQuery(filter)))).toEqual(filter);
  expect(filterQuery(noFilter)).toEqual({});
  expect(parseFilter(new URLSearchParams())).toEqual(noFilter);
});

test("what is not valid in an address is left out", () => {
  expect(
    parseFilter(new URLSearchParams("search=%20%20&from=2026-02-30&to=soon&type=GIFT&limit=9")),
  ).toEqual(noFilter);
  expect(parseFilter(new URLSearchParams(`search=${"가".repeat(200)}`)).search).toHaveLength(100);
  expect(parseFilter(new URLSearchParams("from=2026-11-26&to=2026-11-20"))).toMatchObject({
    from: "2026-11-20",
    to: "2026-11-26",
  });
});

test("blanks are no filter", () => {
  expect(isFiltered({ ...noFilter, search: "  " })).toBe(false);
  expect(isFiltered({ ...noFilter, type: "CANCEL" })).toBe(true);
});

test.each([
  [{}, true],
  [{ search: "하늘" }, true],
  [{ search: "두 잔" }, true],
  [{ search: "order-2026" }, true],
  [{ search: "바다" }, false],
  [{ type: "PAYMENT" }, true],
  [{ type: "REFUND" }, false],
  // Half past midnight in Seoul is the day before in London.
  [{ from: "2026-11-26", to: "2026-11-26" }, true],
  [{ to: "2026-11-25" }, false],
  [{ from: "2026-11-27" }, false],
  [{ search: "하늘", type: "PAYMENT", from: "2026-11-01", to: "2026-11-30" }, true],
  [{ search: "하늘", type: "CANCEL", from: "2026-11-01", to: "2026-11-30" }, false],
] as const)("a new one under %o is shown: %s", (some, shown) => {
  expect(matches({ ...noFilter, ...some }, transaction)).toBe(shown);
});

test("who has no name is found by the order alone", () => {
  expect(matches({ ...noFilter, search: "null" }, { ...transaction, customerName: null })).toBe(
    false,
  );
});
