/**
 * What requestPayment() rejects with. `code` is to program against, `message` may be shown: it says
 * what happened and what to do. Codes are the API's (openapi.json, ErrorCode) and those below.
 */
export class Pay200Error extends Error {
  /** By its name: the npm package's class is another than that of the script which it loads. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return (value as Error | null | undefined)?.name === "Pay200Error";
  }
  override readonly name = "Pay200Error";
  readonly code: string;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean;
  /** The option at fault. */
  readonly param?: string;
  /** For the developer; English. */
  readonly detail?: string;
  readonly orderId?: string;
  readonly paymentKey?: string;
  /** Name it when asking for help. */
  readonly requestId?: string;

  constructor(code: string, message: string, more: ErrorDetails = {}) {
    super(message);
    this.code = code;
    this.retryable = more.retryable ?? false;
    Object.assign(this, more);
  }
}

export interface ErrorDetails {
  retryable?: boolean;
  param?: string;
  detail?: string;
  orderId?: string;
  paymentKey?: string;
  requestId?: string;
}
