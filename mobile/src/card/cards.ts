// The shopper's cards, as the gateway last listed them. In memory only.
import { ask, client, type Card } from "../api/client.ts";
import { createStore, useStore } from "@pay200/shared/store.ts";

export type Cards = { state: "loading" } | { state: "lost" } | { state: "there"; cards: Card[] };

const store = createStore<Cards>({ state: "loading" });
export const useCards = (): Cards => useStore(store);
export const forgetCards = (): void => store.set({ state: "loading" });

export async function loadCards(): Promise<void> {
  if (store.get().state === "lost") store.set({ state: "loading" });
  take(await ask(client.GET("/v1/shopper/cards")));
}

type Listed = Awaited<ReturnType<typeof ask<{ cards: Card[] }>>>;

function take(outcome: Listed): Listed {
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

export const makeDefault = async (cardId: string) =>
  take(await ask(client.POST("/v1/shopper/cards/{cardId}/default", path(cardId))));

export const deleteCard = async (cardId: string) =>
  take(await ask(client.DELETE("/v1/shopper/cards/{cardId}", path(cardId))));

export const lastFour = (card: { number: string }): string => card.number.slice(-4);
