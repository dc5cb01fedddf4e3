// The rules of core/card_vault/pan.cpp, as a number is being typed.
import { monthNow } from "@pay200/shared/when.ts";

/** The schemes' ranges of the first six digits; narrow ones stand before those they are cut out of. */
export const ranges: [number, number, string][] = [
  [300000, 305999, "diners"],
  [309500, 309599, "diners"],
  [340000, 349999, "amex"],
  [352800, 358999, "jcb"],
  [360000, 369999, "diners"],
  [370000, 379999, "amex"],
  [380000, 399999, "diners"],
  [400000, 499999, "visa"],
  [510000, 559999, "mastercard"],
  [222100, 272099, "mastercard"],
  [601100, 601199, "discover"],
  [620000, 629999, "unionpay"],
  [644000, 659999, "discover"],
  [810000, 817199, "unionpay"],
];

export const digitsOf = (text: string): string => text.replace(/\D/g, "");

/** As soon as the digits leave no other: "unknown" until then. */
export function brandOf(digits: string): string {
  const head = digits.slice(0, 6);
  if (!head) return "unknown";
  const least = Number(head.padEnd(6, "0"));
  const most = Number(head.padEnd(6, "9"));
  const possible = new Set(
    ranges.filter(([first, last]) => first <= most && least <= last).map(([, , brand]) => brand),
  );
  const inside = ranges.some(([first, last]) => first <= least && most <= last);
  return possible.size === 1 && inside ? [...possible][0]! : "unknown";
}

/** How many digits a brand's number has; the first is how many most have. */
export function lengthsOf(brand: string): number[] {
  if (brand === "amex") return [15];
  if (brand === "diners") return [14, 16, 19];
  if (brand === "visa") return [16, 13, 19];
  if (brand === "mastercard") return [16];
  if (brand === "unknown") return [16, 13, 14, 15, 17, 18, 19];
  return [16, 17, 18, 19];
}

export const cvcLengthOf = (brand: string): number => (brand === "amex" ? 4 : 3);

/** Luhn. */
export function isCardNumber(digits: string): boolean {
  if (!/^\d{13,19}$/.test(digits)) return false;
  let sum = 0;
  [...digits].reverse().forEach((digit, place) => {
    const value = Number(digit) * (place % 2 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return sum % 10 === 0;
}

/** In fours, as on the card; American Express and Diners have their own. */
export function groupsOf(digits: string): string {
  const brand = brandOf(digits);
  const sizes =
    brand === "amex" || (brand === "diners" && digits.length <= 14) ? [4, 6, 5] : [4, 4, 4, 4, 3];
  const groups: string[] = [];
  let at = 0;
  for (const size of sizes) {
    if (at >= digits.length) break;
    groups.push(digits.slice(at, at + size));
    at += size;
  }
  return groups.join(" ");
}

/** "3" → "03/", "1230" → "12/30". */
export function expiryOf(text: string): string {
  let digits = digitsOf(text).slice(0, 4);
  if (/^[2-9]$/.test(digits)) digits = `0${digits}`;
  return digits.length > 2 ? `${digits.slice(0, 2)}/${digits.slice(2)}` : digits;
}

/** "12/30" → "3012", as the API wants it; null: no month, or one that is over. */
export function expiryOfCard(text: string, now: Date): string | null {
  const [, month, year] = /^(0[1-9]|1[0-2])\/(\d\d)$/.exec(text) ?? [];
  if (!month || !year) return null;
  return `20${year}-${month}` < monthNow(now) ? null : year + month;
}
