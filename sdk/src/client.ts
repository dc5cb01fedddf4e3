import { clientKeyError } from "./client_key.ts";
import { checkCreated, checkRequest, createPayment } from "./create.ts";
import { Emitter } from "./emitter.ts";
import type { Pay200Error } from "./error.ts";
import type { Checkout } from "./messages.ts";
import { Outcome, type Wanted } from "./outcome.ts";
import { PaymentWindow } from "./payment_window.ts";
import { language, sdkError, type Language } from "./texts.ts";
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

interface Subject {
  wanted: Wanted;
  /** Which payment it is; ends early if `gone` says that nobody waits any more. */
  start(gone: AbortSignal): Promise<CreatedPayment>;
  /** What it means if the shopper leaves before anything of it was to be seen. */
  unseen: Pay200Error;
}

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

function close(shown: PaymentWindow): void {
  shown.close();
  if (open === shown) open = undefined;
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
    return this.present(lang, {
      wanted: request,
      start: (gone) => createPayment(this.base, this.clientKey, request, lang, gone),
      // It is this call's own, and nobody has seen its code.
      unseen: sdkError("PAY_PROCESS_CANCELED", lang, { orderId: request.orderId }),
    });
  }

  async openPayment(created: CreatedPayment): Promise<PaymentResult> {
    const lang = language(this.options.locale);
    checkCreated(created, lang);
    return this.present(lang, {
      wanted: created,
      start: async () => created,
      // It may have been open before, and be paid by now.
      unseen: sdkError("OUTCOME_UNKNOWN", lang),
    });
  }

  /** Opens the window at once, before anybody is asked, so that the click is answered. */
  private async present(lang: Language, subject: Subject): Promise<PaymentResult> {
    if (open) throw sdkError("WINDOW_ALREADY_OPEN", lang);
    return new Promise((resolve, reject) => {
      const end = (unseen: Pay200Error) => {
        close(shown);
        outcome.end(unseen);
      };
      const shown = (open = new PaymentWindow(this.base, lang, {
        payment: (payment) => {
          const now = stateOf(payment);
          this.emitter.emit("change", now);
          const event = eventOf[now.phase];
          if (event) this.emitter.emit(event, now);
          outcome.see(now);
        },
        failed: end,
        left: () => end(subject.unseen),
        closed: () => {
          outcome.end(subject.unseen);
          // A page that goes is covered until it is gone, so that nobody orders again meanwhile.
          if (outcome.goes) shown.leave();
          else close(shown);
        },
      }));
      const outcome = new Outcome(subject.wanted, lang, {
        resolve,
        reject,
        go,
        cancel: () => shown.cancel(),
      });
      // Gone, and come back to by the browser's history, as it was left.
      const back = ({ persisted }: PageTransitionEvent) => {
        if (persisted && outcome.told) close(shown);
      };
      addEventListener("pageshow", back, { signal: shown.gone });
      subject.start(shown.gone).then(
        ({ mId, pageToken }) => {
          if (!shown.gone.aborted) shown.show(mId, pageToken);
        },
        (failed: Pay200Error) => end(failed),
      );
    });
  }
}
