import type { Pay200Error } from "./error.ts";

export interface Options {
  /** "ko" or "en"; the page's language if it is left out. */
  locale?: "ko" | "en";
}

/** The shopper has confirmed. */
export interface Confirmed {
  paymentKey: string;
  orderId: string;
  amount: number;
}

interface Destinations {
  /** Sent there with paymentKey, orderId and amount, instead of resolving. */
  successUrl?: string;
  /** Sent there with code, message and orderId, instead of rejecting, once the window has shown the payment. */
  failUrl?: string;
}

export interface PaymentRequest extends Destinations {
  /**
   * Lets the shop's server confirm, each time the shopper has: again after a decline. The promise then
   * settles when the payment has ended. If it throws, the purchase is cancelled, and if nothing is paid that is
   * the reason.
   */
  confirm?: (confirmed: Confirmed) => unknown;
  /** Unique for each order: 6 to 64 of A-Z a-z 0-9 - _ . */
  orderId: string;
  /** What is bought, up to 100 characters. */
  orderName: string;
  /** The total in won, VAT included. */
  amount: number;
  customerName?: string;
  taxFreeAmount?: number;
  /** The shopper pays in exactly so many months (0: at once). */
  cardInstallmentPlan?: number;
  /** The shopper may choose up to so many months. */
  maxCardInstallmentPlan?: number;
}

/** A payment that the shop's server has created. */
export interface CreatedPayment extends Destinations {
  /** `pageToken.token` of its answer. */
  pageToken: string;
  /** Its `mId`. */
  mId: string;
}

export type Phase =
  | "ready"
  | "scanned"
  | "declined"
  | "confirmed"
  | "authorizing"
  | "retrying"
  | "unknown"
  | "approved"
  | "canceled"
  | "expired"
  | "failed";

/** How a payment stands. */
export interface PaymentState {
  paymentKey: string;
  orderId: string;
  orderName: string;
  amount: number;
  /** READY, IN_PROGRESS, DONE, ... as the API has it. */
  status: string;
  phase: Phase;
  /** Whether the shop's server confirms after the shopper. */
  shopConfirms: boolean;
  failure: { code: string; message: string } | null;
}

/** The shopper has confirmed (and your server is to), or it is paid: `status` says which. */
export interface PaymentResult {
  paymentKey: string;
  orderId: string;
  amount: number;
  status: string;
}

export interface Events {
  /** Any change. */
  change: PaymentState;
  /** A phone has scanned the code. */
  scan: PaymentState;
  /** The shopper has confirmed; your server is to. Comes again after a decline. */
  confirm: PaymentState;
  /** The card was refused; the shopper may choose another. */
  decline: PaymentState;
  /** Nobody knows yet. Ends in `fail`, and nobody is charged. */
  unknown: PaymentState;
  /** Paid. */
  complete: PaymentState;
  cancel: PaymentState;
  expire: PaymentState;
  fail: PaymentState;
}

export interface Pay200Client {
  /** Creates the payment and opens the window. Rejects with a Pay200Error. */
  requestPayment(request: PaymentRequest): Promise<PaymentResult>;
  /** Opens the window for a payment that your server has created. */
  openPayment(created: CreatedPayment): Promise<PaymentResult>;
  /** Returns what takes the handler away again. */
  on<Name extends keyof Events>(name: Name, handler: (event: Events[Name]) => void): () => void;
}

export interface Pay200Global extends Pay200Client {
  (clientKey: string, options?: Options): Pay200Client;
  /** Calls back once the SDK can be used. */
  load(callback?: () => void): void;
  readonly version: string;
  readonly Pay200Error: typeof Pay200Error;
}

declare global {
  interface Window {
    Pay200?: Pay200Global;
  }
}
