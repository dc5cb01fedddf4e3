import { expect, test } from "vitest";
import type { Card } from "../api/client.ts";
import { isOver, plannedMonths, proposed } from "./choice.ts";

const now = new Date("2026-11-26T12:00:00+09:00");
const card = (cardId: string, more: Partial<Card> = {}): Card => ({
  cardId,
  number: "424242******4242",
  brand: "visa",
  expiry: "3012",
  createdAt: "2026-11-22T16:05:03.123+09:00",
  isDefault: false,
  isBlocked: false,
  ...more,
});

test("the default card is proposed, then the one that was chosen", () => {
  const cards = [card("a", { isDefault: true }), card("b")];
  expect(proposed(cards, null, [], now)?.cardId).toBe("a");
  expect(proposed(cards, "b", [], now)?.cardId).toBe("b");
  expect(proposed([], null, [], now)).toBeNull();
});

test("after a decline another card is proposed, as far as there is one", () => {
  const cards = [card("a"), card("b")];
  expect(proposed(cards, null, ["a"], now)?.cardId).toBe("b");
  // Chosen on purpose, it is tried again.
  expect(proposed(cards, "a", ["a"], now)?.cardId).toBe("a");
  expect(proposed([card("a")], "a", ["a"], now)?.cardId).toBe("a");
});

test("a card that is blocked or over is never proposed", () => {
  const cards = [card("a", { isBlocked: true }), card("b", { expiry: "2610" }), card("c")];
  expect(proposed(cards, "a", [], now)?.cardId).toBe("c");
  expect(proposed(cards.slice(0, 2), null, [], now)).toBeNull();
  expect(isOver(card("x", { expiry: "2611" }), now)).toBe(false);
});

test("a card is good to the end of its month in Korea, wherever the phone is", () => {
  const november = card("x", { expiry: "2611" });
  expect(isOver(november, new Date("2026-11-30T23:59:59+09:00"))).toBe(false);
  expect(isOver(november, new Date("2026-12-01T00:00:00+09:00"))).toBe(true);
});

test("the months that are paid are among those that are offered", () => {
  expect(plannedMonths([0, 2, 3], 3)).toBe(3);
  expect(plannedMonths([0, 2, 3], 6)).toBe(0);
  expect(plannedMonths([0], 0)).toBe(0);
  // The shop has fixed them.
  expect(plannedMonths([6], 0)).toBe(6);
});
