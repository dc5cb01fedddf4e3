import { clientKeyError } from "./client_key.ts";
import { checkRequest, createPayment } from "./create.ts";
import { Emitter } from "./emitter.ts";
import { Pay200Error } from "./error.ts";
import type { Checkout } from "./messages.ts";
import { PaymentWindow } from "./payment_window.ts";
import { language, sdkError, type Language, type SdkErrorCode } from "./texts.ts";
import type {
  CreatedPayment,
  Events,
  Options,
  Pay200Client,
  PaymentRequest,
  PaymentResult,
  PaymentState,
  Phase,
} from "./types.ts";

/** One window at a time, whichever client opened it. */
let open: PaymentWindow | undefined;

const eventOf: Partial<Record<Phase, keyof Events>> = {
  scanned: "scan",
  confirmed: "confirm",
  declined: "decline",
  unknown: "unknown",
  approved: "complete",
  canceled: "cancel",
  expired: "expire",
  failed: "fail",
};

const endOf = {
  canceled: "PAY_PROCESS_CANCELED",
  expired: "EXPIRED_PAYMENT",
  failed: "PAY_PROCESS_ABORTED",
} as const;

type Wanted = Pick<PaymentRequest, "successUrl" | "failUrl" | "confirm">;

function stateOf(payment: Checkout): PaymentState {
  const { paymentKey, orderId, orderName, status, phase, shopConfirms, failure } = payment;
  const amount = payment.totalAmount;
  return { paymentKey, orderId, orderName, amount, status, phase, shopConfirms, failure };
}

function go(url: string, values: Record<string, string | number>): void {
  const target = new URL(url, location.href);
  for (const [name, value] of Object.entries(values)) target.searchParams.set(name, `${value}`);
  location.assign(target);
}

export class Client implements Pay200Client {
  private readonly emitter = new Emitter<Events>();

  constructor(
    private readonly base: string,
    private readonly clientKey: string,
    private readonly options: Options = {},
  ) {}

  on<Name extends keyof Events>(name: Name, handler: (event: Events[Name]) => void): () => void {
    return this.emitter.on(name, handler);
  }

  async requestPayment(request: PaymentRequest): Promise<PaymentResult> {
    const lang = language(this.options.locale);
    const wrong = clientKeyError(this.clientKey, lang);
    if (wrong) throw wrong;
    checkRequest(request, lang);
    return this.withWindow(lang, async (shown) => {
      const made = await createPayment(this.base, this.clientKey, request, lang);
      return this.follow(shown, lang, made.mId, made.pageToken.token, request);
    });
  }

  async openPayment(created: CreatedPayment): Promise<PaymentResult> {
    const lang = language(this.options.locale);
    for (const [param, shape] of [
      ["pageToken", /^ptk_\w+$/],
      ["mId", /^mer_\w+$/],
    ] as const) {
      if (!shape.test(created?.[param])) throw sdkError("INVALID_REQUEST", lang, { param });
    }
    return this.withWindow(lang, (shown) =>
      this.follow(shown, lang, created.mId, created.pageToken, created),
    );
  }

  /** Opened at once, before anybody is asked, so that the click is answered. */
  private async withWindow<T>(lang: Language, act: (shown: PaymentWindow) => Promise<T>) {
    if (open) throw sdkError("WINDOW_ALREADY_OPEN", lang);
    const shown = (open = new PaymentWindow(this.base, lang));
    try {
      return await act(shown);
    } catch (failed) {
      // What the shopper reads in the window stays until they close it.
      if (!(failed instanceof Pay200Error && failed.paymentKey)) this.close(shown);
      throw failed;
    }
  }

  private close(shown: PaymentWindow): void {
    shown.close();
    if (open === shown) open = undefined;
  }

  private follow(
    shown: PaymentWindow,
    lang: Language,
    mId: string,
    token: string,
    wanted: Wanted,
  ): Promise<PaymentResult> {
    return new Promise((resolve, reject) => {
      let last: PaymentState | undefined;

      const succeed = ({ paymentKey, orderId, amount, status }: PaymentState) => {
        if (wanted.successUrl) go(wanted.successUrl, { paymentKey, orderId, amount });
        else resolve({ paymentKey, orderId, amount, status });
      };
      const fail = (error: Pay200Error) => {
        const { code, message, orderId } = error;
        if (wanted.failUrl && orderId) go(wanted.failUrl, { code, message, orderId });
        else reject(error);
      };
      const ended = (code: SdkErrorCode, at: PaymentState) =>
        sdkError(code, lang, { orderId: at.orderId, paymentKey: at.paymentKey });

      let refusal: { reason: unknown } | undefined;
      const confirm = async ({ paymentKey, orderId, amount }: PaymentState) => {
        try {
          await wanted.confirm!({ paymentKey, orderId, amount });
        } catch (reason) {
          refusal = { reason };
          shown.cancel();
        }
      };

      shown.show(mId, token, {
        payment: (payment) => {
          const now = stateOf(payment);
          last = now;
          this.emitter.emit("change", now);
          const event = eventOf[now.phase];
          if (event) this.emitter.emit(event, now);
          if (now.phase === "confirmed" && now.shopConfirms && wanted.confirm) void confirm(now);
          else if (now.phase === "approved" || (now.phase === "confirmed" && now.shopConfirms)) {
            succeed(now);
          } else if (now.phase in endOf) {
            const error = ended(endOf[now.phase as keyof typeof endOf], now);
            if (refusal && now.phase === "canceled") reject(refusal.reason);
            else fail(error);
          }
        },
        failed: (error) => {
          this.close(shown);
          fail(error);
        },
        closed: () => {
          this.close(shown);
          // Nothing happens if it has ended; else the shopper did not want to wait.
          if (last) fail(ended("OUTCOME_UNKNOWN", last));
        },
      });
    });
  }
}
