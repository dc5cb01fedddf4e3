import type { Pay200Error } from "./error.ts";
import { sdkError, type Language, type SdkErrorCode } from "./texts.ts";
import type { PaymentRequest, PaymentResult, PaymentState } from "./types.ts";

export type Wanted = Pick<PaymentRequest, "successUrl" | "failUrl" | "confirm">;

export interface Shop {
  resolve(result: PaymentResult): void;
  reject(reason: unknown): void;
  /** The page goes there; it is still here until what is there answers. */
  go(url: string, values: Record<string, string | number>): void;
  /** The purchase is to be cancelled. */
  cancel(): void;
}

const endOf = {
  canceled: "PAY_PROCESS_CANCELED",
  expired: "EXPIRED_PAYMENT",
  failed: "PAY_PROCESS_ABORTED",
} as const;

/** What can be put into an address of what a shop's `confirm` has thrown, which may be anything. */
function said(reason: unknown, otherwise: Pay200Error): { code: string; message: string } {
  const { code, message } = Object(reason) as { code?: unknown; message?: unknown };
  const isSaid = typeof code === "string" && typeof message === "string";
  return isSaid ? { code, message } : { code: otherwise.code, message: otherwise.message };
}

/** How a payment turns out, as the shop is told it: once. Whatever comes later changes nothing of that. */
export class Outcome {
  /** Whether the shop has been told. */
  told = false;
  /** Whether it is told by an address that the page is on its way to. */
  goes = false;
  private last: PaymentState | undefined;
  private refusal: { reason: unknown } | undefined;

  constructor(
    private readonly wanted: Wanted,
    private readonly lang: Language,
    private readonly shop: Shop,
  ) {}

  see(now: PaymentState): void {
    this.last = now;
    const { phase } = now;
    const shopIsNext = phase === "confirmed" && now.shopConfirms;
    if (shopIsNext && this.wanted.confirm) void this.confirm(now);
    else if (shopIsNext || phase === "approved") this.succeed(now);
    else if (phase in endOf) this.fail(endOf[phase as keyof typeof endOf], now);
  }

  /** Nothing more will be seen; `unseen` is what that means if nothing has been seen either. */
  end(unseen: Pay200Error): void {
    if (this.last) this.fail("OUTCOME_UNKNOWN", this.last);
    else this.tell(undefined, {}, () => this.shop.reject(unseen));
  }

  private async confirm({ paymentKey, orderId, amount }: PaymentState): Promise<void> {
    try {
      await this.wanted.confirm!({ paymentKey, orderId, amount });
    } catch (reason) {
      this.refusal = { reason };
      this.shop.cancel();
    }
  }

  private succeed({ paymentKey, orderId, amount, status }: PaymentState): void {
    const result = { paymentKey, orderId, amount, status };
    this.tell(this.wanted.successUrl, { paymentKey, orderId, amount }, () =>
      this.shop.resolve(result),
    );
  }

  private fail(code: SdkErrorCode, { orderId, paymentKey }: PaymentState): void {
    const error = sdkError(code, this.lang, { orderId, paymentKey });
    // That the shop's server did not want it explains why it is not paid, but not what nobody knows.
    const reason =
      this.refusal && code !== "OUTCOME_UNKNOWN" ? this.refusal.reason : (error as unknown);
    this.tell(this.wanted.failUrl, { ...said(reason, error), orderId }, () =>
      this.shop.reject(reason),
    );
  }

  private tell(
    url: string | undefined,
    values: Record<string, string | number>,
    otherwise: () => void,
  ): void {
    if (this.told) return;
    this.told = true;
    this.goes = !!url;
    if (url) this.shop.go(url, values);
    else otherwise();
  }
}
