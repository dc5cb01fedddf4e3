import type { Merchant } from "../api/client.ts";

/** The one of an address, or the one of last time, or the first. */
export function merchantOf(
  merchants: readonly Merchant[],
  wanted: string | null,
  last: string | null,
): Merchant | null {
  const find = (id: string | null) => merchants.find(({ mId }) => mId === id);
  if (wanted !== null) return find(wanted) ?? null;
  return find(last) ?? merchants[0] ?? null;
}

/** The same business in the other mode: by its name where it has several shops there. */
export function twinOf(merchants: readonly Merchant[], of: Merchant): Merchant | null {
  const others = merchants.filter(
    ({ mode, businessNumber }) => mode !== of.mode && businessNumber === of.businessNumber,
  );
  return others.find(({ name }) => name === of.name) ?? others[0] ?? null;
}
