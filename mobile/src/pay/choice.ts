// How this payment is to be paid. Kept while the shopper registers a card in between.
import type { Card } from "../api/client.ts";
import { createStore } from "@pay200/shared/store.ts";
import { monthNow } from "@pay200/shared/when.ts";

export interface Choice {
  cardId: string | null;
  months: number;
}

export const noChoice: Choice = { cardId: null, months: 0 };
export const choice = createStore<Choice>(noChoice);

/** "3012" and November 2026 → false. The month it is in Korea, as the gateway has it. */
export const isOver = ({ expiry }: Pick<Card, "expiry">, now: Date): boolean =>
  `20${expiry.slice(0, 2)}-${expiry.slice(2)}` < monthNow(now);

/** The chosen months as far as they are offered, else the first that are. */
export const plannedMonths = (plans: number[], chosen: number): number =>
  plans.includes(chosen) ? chosen : (plans[0] ?? 0);

export const isUsable = (card: Card, now: Date): boolean => !card.isBlocked && !isOver(card, now);

/** The card that is proposed: the chosen one, else the first that may work, a declined one last. */
export function proposed(
  cards: Card[],
  chosen: string | null,
  declined: string[],
  now: Date,
): Card | null {
  const usable = cards.filter((card) => isUsable(card, now));
  const byChoice = usable.find(({ cardId }) => cardId === chosen);
  return byChoice ?? usable.find(({ cardId }) => !declined.includes(cardId)) ?? usable[0] ?? null;
}
