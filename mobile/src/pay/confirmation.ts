import type { components } from "../../../sdk/shared/build/api.ts";

type Assertion = components["schemas"]["ConfirmByPasskey"]["passkey"];

/** How a shopper says that it is really them. In memory alone, until its try has an answer or is left. */
export type Confirmation = { pin: string } | { passkey: Assertion };

/** One press of 확인. Repeated with the same key, it charges once. */
export interface Try {
  idempotencyKey: string;
  cardId: string;
  months: number;
  confirmation: Confirmation;
}
