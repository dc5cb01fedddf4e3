import { expect, test, vi } from "vitest";
import { createStore } from "@pay200/shared/store.ts";

interface Asked {
  answer: (cards: string[]) => void;
}
const asked: Asked[] = [];
const request = () =>
  new Promise((done) => {
    asked.push({
      answer: (cards) =>
        done({ kind: "done", data: { cards: cards.map((cardId) => ({ cardId })) } }),
    });
  });
vi.mock("../api/client.ts", () => ({
  ask: (one: unknown) => one,
  client: { GET: () => request(), POST: () => request(), DELETE: () => request() },
}));

const stores: { get: () => unknown }[] = [];
vi.mock("@pay200/shared/store.ts", async (original) => {
  const real = await original<{ createStore: typeof createStore }>();
  return {
    ...real,
    createStore: (value: unknown) => {
      const made = real.createStore(value);
      stores.push(made);
      return made;
    },
  };
});

test("a list that was asked for before a card was deleted does not bring it back", async () => {
  const { deleteCard, forgetCards, loadCards } = await import("./cards.ts");
  const [store] = stores;
  const loaded = loadCards();
  const deleted = deleteCard("a");
  asked[1]!.answer(["b"]);
  await deleted;
  asked[0]!.answer(["a", "b"]);
  await loaded;
  expect(store!.get()).toMatchObject({ state: "there", cards: [{ cardId: "b" }] });

  // Nor is it shown to whoever has logged in since.
  const late = loadCards();
  forgetCards();
  asked[2]!.answer(["b"]);
  await late;
  expect(store!.get()).toEqual({ state: "loading" });
});
