// How this payment is to be paid. Kept while the shopper registers a card in between.
import type { Card } from "../api/client.ts";
import { createStore } from "@pay200/shared/store.ts";

export interface Choice {
  cardId: string | null;
  months: number;
}

export const noChoice: Choice = { cardId: null, months: 0 };
export const choice = createStore<Choice>(noChoice);

/** "3012" and November 2026 → false. */
export function isOver(card: Pick<Card, "expiry">, now: Date): boolean {
  const month = now.getFullYear() * 12 + now.getMonth();
  return (2000 + Number(card.expiry.slice(0, 2))) * 12 + Number(card.expiry.slice(2)) - 1 < month;
}

export const isUsable = (card: Card, now: Date): boolean => !card.isBlocked && !isOver(card, now);

/** The card that is proposed: the chosen one, else the first that may work. */
export function proposed(
  cards: Card[],
  chosen: string | null,
  declined: string[],
  now: Date,
): Card | null {
  const usable = cards.filter((card) => isUsable(card, now));
  const byChoice = usable.find(({ cardId }) => cardId === chosen);
  if (byChoice && !declined.includes(byChoice.cardId)) return byChoice;
  return usable.find(({ cardId }) => !declined.includes(cardId)) ?? byChoice ?? usable[0] ?? null;
}
