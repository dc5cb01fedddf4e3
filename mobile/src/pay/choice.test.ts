import { expect, test } from "vitest";
import type { Card } from "../api/client.ts";
import { isOver, proposed } from "./choice.ts";

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
  expect(proposed(cards, "a", ["a"], now)?.cardId).toBe("b");
  expect(proposed([card("a")], "a", ["a"], now)?.cardId).toBe("a");
});

test("a card that is blocked or over is never proposed", () => {
  const cards = [card("a", { isBlocked: true }), card("b", { expiry: "2610" }), card("c")];
  expect(proposed(cards, "a", [], now)?.cardId).toBe("c");
  expect(proposed(cards.slice(0, 2), null, [], now)).toBeNull();
  expect(isOver(card("x", { expiry: "2611" }), now)).toBe(false);
});
