// The shopper's passkeys, as the gateway last listed them. In memory only.
import { ask, client, type Passkey } from "../api/client.ts";
import { createStore, useStore } from "@pay200/shared/store.ts";

export type Passkeys =
  { state: "loading" } | { state: "lost" } | { state: "there"; passkeys: Passkey[] };

const store = createStore<Passkeys>({ state: "loading" });
export const usePasskeys = (): Passkeys => useStore(store);
/** Of several answers that of the newest request is taken. */
let asked = 0;

export function forgetPasskeys(): void {
  ++asked;
  store.set({ state: "loading" });
}

export async function loadPasskeys(): Promise<void> {
  if (store.get().state === "lost") store.set({ state: "loading" });
  const mine = ++asked;
  const outcome = await ask(client.GET("/v1/shopper/passkeys"));
  if (mine !== asked) return;
  if (outcome.kind === "done") store.set({ state: "there", passkeys: outcome.data.passkeys });
  else if (store.get().state !== "there") store.set({ state: "lost" });
}

export async function deletePasskey(passkeyId: string) {
  const mine = ++asked;
  const params = { path: { passkeyId } };
  const outcome = await ask(client.DELETE("/v1/shopper/passkeys/{passkeyId}", { params }));
  if (outcome.kind === "done" && mine === asked)
    store.set({ state: "there", passkeys: outcome.data.passkeys });
  return outcome;
}

/** Whoever has the PIN may ask for one. */
export const beginPasskey = (pin: string) =>
  ask(client.POST("/v1/shopper/passkeys/options", { body: { pin } }));

export const askToConfirm = (paymentKey: string, cardId: string, months: number) =>
  ask(
    client.POST("/v1/shopper/payments/{paymentKey}/passkey-options", {
      params: { path: { paymentKey } },
      body: { cardId, installmentPlanMonths: months },
    }),
  );
