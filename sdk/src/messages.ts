// What the shop's page and the window over it say to each other, by postMessage.
import type { components } from "../shared/build/api.ts";

export type Checkout = components["schemas"]["CheckoutPayment"];

/** To the window: the one thing it is told. The token is in no URL. */
export interface OpenMessage {
  pay200: "open";
  token: string;
  language: "ko" | "en";
}

/** To the window: the shop's server does not want it; or the shopper has said in the page to leave. */
export interface PageMessage {
  pay200: "cancel" | "leave";
}

/** From the window. */
export type WindowMessage =
  | { pay200: "ready" }
  | { pay200: "payment"; payment: Checkout }
  /** It is to be closed: its end has been seen, or the shopper does not want to wait. */
  | { pay200: "close" }
  /** Its token is worth nothing (any more). */
  | { pay200: "refused"; code: string; message: string };
