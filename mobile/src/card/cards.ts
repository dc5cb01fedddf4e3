// The shopper's cards, as the gateway last listed them. In memory only.
import { ask, client, type Card } from "../api/client.ts";
import { createStore, useStore } from "@pay200/shared/store.ts";

export type Cards = { state: "loading" } | { state: "lost" } | { state: "there"; cards: Card[] };

const store = createStore<Cards>({ state: "loading" });
export const useCards = (): Cards => useStore(store);
export function forgetCards(): void {
  ++asked; // answers that are still to come are nobody's
  store.set({ state: "loading" });
}

export async function loadCards(): Promise<void> {
  if (store.get().state === "lost") store.set({ state: "loading" });
  await list(client.GET("/v1/shopper/cards"));
}

let asked = 0;

/** Of several answers that of the newest request is taken: an older list may show what was deleted since. */
async function list(request: Parameters<typeof ask<{ cards: Card[] }>>[0]) {
  const mine = ++asked;
  const outcome = await ask(request);
  if (mine !== asked) return outcome;
  if (outcome.kind === "done") store.set({ state: "there", cards: outcome.data.cards });
  else if (store.get().state !== "there") store.set({ state: "lost" });
  return outcome;
}

export async function addCard(number: string, expiry: string, cvc: string) {
  const outcome = await ask(client.POST("/v1/shopper/cards", { body: { number, expiry, cvc } }));
  if (outcome.kind === "done") await loadCards();
  return outcome;
}

const path = (cardId: string) => ({ params: { path: { cardId } } });

export const makeDefault = (cardId: string) =>
  list(client.POST("/v1/shopper/cards/{cardId}/default", path(cardId)));

export const deleteCard = (cardId: string) =>
  list(client.DELETE("/v1/shopper/cards/{cardId}", path(cardId)));

export const lastFour = (card: { number: string }): string => card.number.slice(-4);
