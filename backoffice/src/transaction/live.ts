// What is told of by the changes: each once, though the gateway tells of the last minute again and again.
import type { Transaction } from "../api/client.ts";

/** How many keys are remembered: more than a minute's and a page's. */
const remembered = 2000;

export class Seen {
  private readonly keys = new Set<string>();

  /** Those that have not been told of before, newest first. */
  fresh(transactions: readonly Transaction[]): Transaction[] {
    const found = transactions.filter(({ transactionKey }) => !this.keys.has(transactionKey));
    for (const { transactionKey } of found) this.keys.add(transactionKey);
    for (const key of this.keys) {
      if (this.keys.size <= remembered) break;
      this.keys.delete(key); // the oldest: a set keeps the order
    }
    return found;
  }
}

/** A page's rows with those that have come since, newest first, as many as a page holds. */
export function withNew(
  rows: readonly Transaction[],
  fresh: readonly Transaction[],
  limit: number,
): Transaction[] {
  const there = new Set(rows.map(({ transactionKey }) => transactionKey));
  const added = fresh.filter(({ transactionKey }) => !there.has(transactionKey));
  return [...added, ...rows]
    .sort((one, other) => (one.transactionKey < other.transactionKey ? 1 : -1))
    .slice(0, limit);
}
