import { won } from "../shared/src/money.ts";
import type { Checkout } from "../src/messages.ts";
import { button, h, svg } from "./dom.ts";
import { qrPicture } from "./qr.ts";
import { textsOf, type Phase } from "./texts.ts";

export interface Actions {
  /** The window is to close. */
  close(): void;
  /** The purchase is to be cancelled; rejects if that could not be done. */
  cancel(): Promise<void>;
}

const check = "M5 12.5l4.6 4.6L19.5 7.2";
const cross = "M6.5 6.5l11 11M17.5 6.5l-11 11";
const clock = "M12 6.5V12l3.6 2.2M12 3.2a8.8 8.8 0 1 0 0 17.6a8.8 8.8 0 1 0 0-17.6";
const phone =
  "M8 2.8h8a1.6 1.6 0 0 1 1.6 1.6v15.2a1.6 1.6 0 0 1-1.6 1.6H8a1.6 1.6 0 0 1-1.6-1.6V4.4A1.6 1.6 0 0 1 8 2.8zM10.8 18.4h2.4";
const card =
  "M3.2 7.4A1.8 1.8 0 0 1 5 5.6h14a1.8 1.8 0 0 1 1.8 1.8v9.2a1.8 1.8 0 0 1-1.8 1.8H5a1.8 1.8 0 0 1-1.8-1.8zM3.2 10h17.6M6.6 14.8h3.6";

const ends: Phase[] = ["approved", "canceled", "expired", "failed"];
/** Before anything can have been charged. */
const cancelable: Phase[] = ["ready", "scanned", "declined", "confirmed"];

const stepOf: Partial<Record<Phase, number>> = {
  ready: 0,
  scanned: 1,
  declined: 1,
  confirmed: 2,
  authorizing: 2,
  retrying: 2,
  unknown: 2,
  approved: 3,
};

const isPhone = matchMedia("(pointer: coarse) and (max-width: 820px)").matches;

export class View {
  private readonly texts;
  private readonly root = h("main", "card");
  private readonly stage = h("section", "stage");
  private readonly steps = h("ol", "steps");
  private readonly foot = h("footer", "foot");
  private readonly left = h("p", "left");
  private readonly offline: HTMLElement;
  private readonly x: HTMLButtonElement;
  private asks: HTMLElement | undefined;
  private payment: Checkout | undefined;
  private clockAheadMs = 0;
  private qrOnPhone = false;

  constructor(
    private readonly language: "ko" | "en",
    private readonly actions: Actions,
  ) {
    this.texts = textsOf(language);
    this.offline = h("p", "offline", this.texts.reconnecting);
    this.offline.hidden = true;
    this.offline.setAttribute("role", "status");
    this.x = button("x", "", () => this.leave());
    this.x.append(svg("0 0 24 24", "icon", cross));
    this.x.setAttribute("aria-label", this.texts.close);
    this.stage.setAttribute("aria-live", "polite");
    this.root.setAttribute("aria-label", this.texts.window);
    document.documentElement.lang = language;
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.leave();
    });
    setInterval(() => this.tick(), 500);
  }

  show(payment: Checkout): void {
    const first = !this.payment;
    this.payment = payment;
    this.clockAheadMs = Date.parse(payment.now) - Date.now();
    if (first) {
      this.root.append(this.head(payment), this.offline, this.stage, this.steps, this.foot);
      document.body.append(this.root);
    }
    this.root.dataset.phase = payment.phase;
    if (this.asks && !cancelable.includes(payment.phase)) this.stopAsking();
    this.render(payment);
    if (first) this.root.tabIndex = -1;
    if (first) this.root.focus();
  }

  connected(yes: boolean): void {
    this.offline.hidden = yes;
  }

  private head(payment: Checkout): HTMLElement {
    const mark = h("span", "mark", [...payment.shopName][0] ?? "");
    mark.setAttribute("aria-hidden", "true");
    const test = payment.mode === "test" && h("span", "badge", this.texts.test);
    return h(
      "header",
      "head",
      h("div", "shop", mark, h("p", "shop-name", payment.shopName), test, this.x),
      h(
        "div",
        "order",
        h("p", "order-name", payment.orderName),
        h("p", "amount", won(payment.totalAmount, this.language)),
      ),
    );
  }

  private render(payment: Checkout): void {
    const { title, note } = this.texts;
    const { phase } = payment;
    const usesApp = phase === "ready" && isPhone && !this.qrOnPhone;
    const reason =
      phase === "declined" || phase === "failed" ? payment.failure?.message : undefined;
    const words = h("div", "words", h("h1", "", usesApp ? this.texts.openApp : title[phase]));
    if (reason) words.append(h("p", "reason", reason));
    const said = usesApp ? this.texts.appNote : note[phase];
    if (said) words.append(h("p", "note", said));
    this.stage.replaceChildren(this.picture(payment, usesApp), words, this.left);
    this.renderSteps(phase);
    this.renderFoot(payment, usesApp);
    this.tick();
  }

  private picture(payment: Checkout, usesApp: boolean): HTMLElement {
    const icon = (path: string, kind: string) =>
      h("div", `picture ${kind}`, h("div", "disc", svg("0 0 24 24", "icon", path)));
    switch (payment.phase) {
      case "ready": {
        if (usesApp) return icon(phone, "calm");
        const code = payment.qr && qrPicture(payment.qr.url, this.texts.qrLabel);
        return h("div", "picture", h("div", "qr-frame", code));
      }
      case "scanned":
        return icon(phone, "busy");
      case "declined":
        return icon(card, "bad");
      case "confirmed":
      case "authorizing":
      case "retrying":
        return icon(card, "busy");
      case "unknown":
        return icon(clock, "busy wait");
      case "approved":
        return icon(check, "good");
      case "canceled":
        return icon(cross, "calm");
      case "expired":
        return icon(clock, "bad");
      case "failed":
        return icon(cross, "bad");
    }
  }

  private renderSteps(phase: Phase): void {
    const now = stepOf[phase];
    this.steps.hidden = now === undefined;
    this.steps.replaceChildren(
      ...this.texts.steps.map((name, index) => {
        const state = now === undefined || index > now ? "" : index < now ? "past" : "now";
        const step = h(
          "li",
          state,
          h("span", "dot", state === "past" ? svg("0 0 24 24", "icon", check) : `${index + 1}`),
          name,
        );
        if (state === "now") step.setAttribute("aria-current", "step");
        return step;
      }),
    );
  }

  private renderFoot(payment: Checkout, usesApp: boolean): void {
    const { texts } = this;
    const { phase } = payment;
    const focused = this.foot.contains(document.activeElement) && document.activeElement;
    this.foot.replaceChildren();
    if (phase === "ready" && isPhone && payment.qr) {
      if (usesApp) {
        const link = h("a", "primary", texts.openApp);
        link.href = payment.qr.url;
        link.target = "_blank";
        link.rel = "noopener";
        this.foot.append(link);
      }
      this.foot.append(
        button("quiet", usesApp ? texts.showQr : texts.hideQr, () => {
          this.qrOnPhone = usesApp;
          this.render(payment);
        }),
      );
    }
    if (cancelable.includes(phase))
      this.foot.append(button("quiet", texts.cancel, () => this.ask()));
    if (phase === "unknown") {
      this.foot.append(button("quiet", texts.doNotWait, () => this.actions.close()));
    }
    if (ends.includes(phase)) {
      this.foot.append(button("primary", texts.done, () => this.actions.close()));
    }
    if (phase === "authorizing" || phase === "retrying")
      this.foot.append(h("p", "hint", `${texts.orderId} ${payment.orderId}`));
    if (focused) this.focusAgain(focused.textContent);
  }

  /** On what says the same, as far as there is something; the keyboard is not sent back to the beginning. */
  private focusAgain(text: string | null): void {
    const all = [...this.foot.querySelectorAll<HTMLElement>("button, a")];
    (all.find(({ textContent }) => textContent === text) ?? this.root).focus();
  }

  private tick(): void {
    const until = this.payment?.expiresAt;
    if (!until) return void this.left.replaceChildren();
    const ms = Math.max(0, Date.parse(until) - Date.now() - this.clockAheadMs);
    const seconds = Math.ceil(ms / 1000);
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const text = this.texts.left(time);
    if (this.left.textContent !== text) this.left.replaceChildren(h("span", "", text));
    this.left.classList.toggle("soon", seconds <= 60);
    this.left.setAttribute("aria-live", "off");
  }

  /** By the cross, by Escape, or as the page says. */
  leave(): void {
    const phase = this.payment?.phase;
    if (!phase) return;
    if (this.asks) return this.stopAsking();
    if (ends.includes(phase) || phase === "unknown") return this.actions.close();
    if (cancelable.includes(phase)) this.ask();
  }

  private ask(): void {
    const { texts } = this;
    const failed = h("p", "reason");
    failed.setAttribute("role", "alert");
    const yes = button("danger", texts.cancelYes, () => {
      yes.disabled = true;
      this.actions.cancel().catch(() => {
        yes.disabled = false;
        failed.replaceChildren(texts.cancelFailed);
      });
    });
    const no = button("primary", texts.cancelNo, () => this.stopAsking());
    const title = h("h2", "", texts.cancelAsk);
    title.id = "ask";
    this.asks = h(
      "div",
      "asks",
      h("div", "ask", title, h("p", "note", texts.cancelNote), failed, no, yes),
    );
    this.asks.setAttribute("role", "alertdialog");
    this.asks.setAttribute("aria-labelledby", "ask");
    for (const part of this.parts()) part.inert = true;
    this.root.append(this.asks);
    no.focus();
  }

  private stopAsking(): void {
    this.asks?.remove();
    this.asks = undefined;
    for (const part of this.parts()) part.inert = false;
    this.root.focus();
  }

  private parts(): HTMLElement[] {
    return [...this.root.children].filter((part) => part !== this.asks) as HTMLElement[];
  }
}
