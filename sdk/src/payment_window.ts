import type { CancelMessage, Checkout, OpenMessage, WindowMessage } from "./messages.ts";
import { Pay200Error } from "./error.ts";
import { sdkError, type Language } from "./texts.ts";

const patienceMs = 15_000;

// Set one by one through the CSSOM, which a policy without 'unsafe-inline' allows.
type Style = Partial<Record<keyof CSSStyleDeclaration, string>>;

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  style: Style,
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  Object.assign(made.style, style);
  return made;
}

export interface WindowHandlers {
  payment(payment: Checkout): void;
  failed(error: Pay200Error): void;
  closed(): void;
}

/** The window over the page: at first a shade and a ring that turns, then an iframe of the gateway's. */
export class PaymentWindow {
  private readonly shade = element("div", {
    position: "fixed",
    inset: "0",
    zIndex: "2147483647",
    background: "rgba(12, 16, 24, .56)",
    display: "grid",
    placeItems: "center",
  });
  private readonly ring = element("div", {
    width: "36px",
    height: "36px",
    borderRadius: "50%",
    border: "3px solid rgba(255, 255, 255, .3)",
    borderTopColor: "#fff",
  });
  private readonly focusedBefore = document.activeElement;
  private readonly overflowBefore = document.documentElement.style.overflow;
  private frame: HTMLIFrameElement | undefined;
  private patience: ReturnType<typeof setTimeout> | undefined;
  private message: ((event: MessageEvent<WindowMessage>) => void) | undefined;
  private violation: ((event: SecurityPolicyViolationEvent) => void) | undefined;

  constructor(
    private readonly base: string,
    private readonly lang: Language,
  ) {
    this.shade.setAttribute("role", "dialog");
    this.shade.setAttribute("aria-modal", "true");
    this.shade.setAttribute("aria-label", lang === "ko" ? "결제" : "Payment");
    this.shade.dataset.pay200 = "";
    this.shade.append(this.ring);
    document.documentElement.style.overflow = "hidden";
    document.body.append(this.shade);
    this.shade.animate?.({ opacity: [0, 1] }, 160);
    this.ring.animate?.({ rotate: ["0deg", "360deg"] }, { duration: 900, iterations: Infinity });
  }

  show(mId: string, token: string, handlers: WindowHandlers): void {
    const frame = element("iframe", {
      position: "absolute",
      inset: "0",
      width: "100%",
      height: "100%",
      border: "0",
      background: "transparent",
      // Another scheme than the document's own would make it opaque.
      colorScheme: "light",
      visibility: "hidden",
    });
    this.frame = frame;
    frame.title = this.shade.getAttribute("aria-label")!;
    frame.allow = "clipboard-write";
    frame.referrerPolicy = "no-referrer";
    frame.src = `${this.base}/v1/checkout/window/${encodeURIComponent(mId)}`;

    this.patience = setTimeout(
      () => handlers.failed(sdkError("GATEWAY_UNAVAILABLE", this.lang, { retryable: true })),
      patienceMs,
    );
    this.violation = (event) => {
      if (!/^(frame|child|default)-src/.test(event.effectiveDirective)) return;
      if (!event.blockedURI.startsWith(this.base)) return;
      const detail = `frame-src ${this.base}`;
      handlers.failed(sdkError("BLOCKED_BY_CSP", this.lang, { detail }));
    };
    this.message = (event) => {
      if (event.source !== frame.contentWindow || event.origin !== this.base) return;
      this.receive(event.data, token, handlers);
    };
    document.addEventListener("securitypolicyviolation", this.violation);
    addEventListener("message", this.message);
    this.shade.append(frame);
  }

  private receive(said: WindowMessage, token: string, handlers: WindowHandlers): void {
    switch (said?.pay200) {
      case "ready": {
        const open: OpenMessage = { pay200: "open", token, language: this.lang };
        this.frame!.contentWindow!.postMessage(open, this.base);
        break;
      }
      case "payment":
        this.reveal();
        handlers.payment(said.payment);
        break;
      case "refused":
        handlers.failed(new Pay200Error(said.code, said.message));
        break;
      case "close":
        handlers.closed();
    }
  }

  private reveal(): void {
    clearTimeout(this.patience);
    if (!this.ring.isConnected) return;
    this.ring.remove();
    this.frame!.style.visibility = "visible";
    this.frame!.focus();
  }

  /** The purchase, before it is approved; what became of it is told as any change. */
  cancel(): void {
    const message: CancelMessage = { pay200: "cancel" };
    this.frame?.contentWindow?.postMessage(message, this.base);
  }

  close(): void {
    clearTimeout(this.patience);
    if (this.message) removeEventListener("message", this.message);
    if (this.violation) document.removeEventListener("securitypolicyviolation", this.violation);
    document.documentElement.style.overflow = this.overflowBefore;
    this.shade.remove();
    (this.focusedBefore as HTMLElement | null)?.focus?.();
  }
}
