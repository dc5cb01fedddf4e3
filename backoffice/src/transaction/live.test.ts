import { expect, test } from "vitest";
import type { Transaction } from "../api/client.ts";
import { Seen, withNew } from "./live.ts";

const one = (transactionKey: string) => ({ transactionKey }) as Transaction;
const keys = (rows: Transaction[]) => rows.map(({ transactionKey }) => transactionKey);

test("each is new once", () => {
  const seen = new Seen();
  expect(keys(seen.fresh([one("txn_2"), one("txn_1")]))).toEqual(["txn_2", "txn_1"]);
  expect(keys(seen.fresh([one("txn_3"), one("txn_2"), one("txn_1")]))).toEqual(["txn_3"]);
  expect(seen.fresh([one("txn_3")])).toEqual([]);
});

test("what is remembered has an end, and the newest stay", () => {
  const seen = new Seen();
  for (let at = 0; at < 5000; ++at) seen.fresh([one(`txn_${at}`)]);
  expect(seen.fresh([one("txn_4999"), one("txn_4500")])).toEqual([]);
  expect(keys(seen.fresh([one("txn_1")]))).toEqual(["txn_1"]);
});

test("new rows stand where they belong, and a page stays as long as it is", () => {
  const rows = [one("txn_4"), one("txn_2"), one("txn_1")];
  // 3 began before 4, and was done after it.
  expect(keys(withNew(rows, [one("txn_5"), one("txn_3"), one("txn_4")], 4))).toEqual([
    "txn_5",
    "txn_4",
    "txn_3",
    "txn_2",
  ]);
});
