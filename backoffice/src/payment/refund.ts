// Giving money back: what may be given, and under which key it is asked for.
import type { Payment } from "../api/client.ts";

/**
 * unpaid: the purchase can be cancelled, whole. paid: what is left can go back, in parts. none: neither,
 * for now or for ever.
 */
export function giveBackOf({ status, balanceAmount }: Payment): "none" | "unpaid" | "paid" {
  switch (status) {
    case "READY":
    case "IN_PROGRESS":
      return "unpaid";
    case "DONE":
    case "PARTIAL_CANCELED":
      return balanceAmount > 0 ? "paid" : "none";
    default:
      return "none";
  }
}

/** "12,300원" → 12300; null: no amount. */
export function parseAmount(text: string): number | null {
  const digits = text.replace(/[\s,원₩]/g, "");
  if (!/^\d{1,12}$/.test(digits)) return null;
  return Number(digits);
}

/** As it is typed: digits in threes. */
export function amountTyped(text: string): string {
  const digits = text
    .replace(/[.．].*$/, "") // "4,950.00", from a spreadsheet, is not 495,000
    .replace(/\D/g, "")
    .replace(/^0+(?=\d)/, "")
    .slice(0, 12);
  return digits === "" ? "" : Number(digits).toLocaleString("en-US");
}

export type AmountFault = "missing" | "tooMuch";

export function amountFault(amount: number | null, balance: number): AmountFault | null {
  if (amount === null || amount < 1) return "missing";
  return amount > balance ? "tooMuch" : null;
}

/** One wish to give back. Asked again under the same key, it is done once. */
export interface Try {
  idempotencyKey: string;
  amount: number;
  reason: string;
  /** What was left when it was wished for: if that has changed meanwhile, nothing happens. */
  balance: number;
}

export const newTry = (wish: Omit<Try, "idempotencyKey">): Try => ({
  ...wish,
  idempotencyKey: crypto.randomUUID(),
});
