import { Pay200Error } from "./error.ts";
import type { Checkout, OpenMessage, PageMessage, WindowMessage } from "./messages.ts";
import { blocked, onRefusal } from "./policy.ts";
import { shadeText, windowError, type Language } from "./texts.ts";

const patienceMs = 15_000;
/** A frame that has loaded says so at once, unless it is not the window that has loaded. */
const silenceMs = 1_500;

// Set one by one through the CSSOM, which a policy without 'unsafe-inline' allows.
type Style = Partial<Record<keyof CSSStyleDeclaration, string>>;

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  style: Style,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  Object.assign(made.style, style);
  made.append(...children);
  return made;
}

export interface WindowHandlers {
  payment(payment: Checkout): void;
  /** It cannot be shown, or its token is worth nothing (any more). */
  failed(error: Pay200Error): void;
  /** There is nothing more to see in it, or its shopper does not want to wait. */
  closed(): void;
  /** The shopper does not want to wait while there is only the ring. */
  left(): void;
}

/** The window over the page: at first a shade and a ring that turns, then an iframe of the gateway's. */
export class PaymentWindow {
  private readonly shade = element("dialog", {
    all: "initial", // whatever the page has for its own dialogs
    position: "fixed",
    inset: "0",
    zIndex: "2147483647",
    width: "100%",
    height: "100%",
    background: "rgba(12, 16, 24, .56)",
    display: "grid",
    placeItems: "center",
    colorScheme: "light", // another than the frame's would make the frame opaque
    color: "#fff",
    font: "15px/1.5 system-ui, sans-serif",
  });
  private readonly ring = element("div", {
    width: "36px",
    height: "36px",
    borderRadius: "50%",
    border: "3px solid rgba(255, 255, 255, .3)",
    borderTopColor: "#fff",
  });
  private readonly status = element("p", { margin: "0", color: "#fff" });
  private readonly button = element("button", {
    padding: "10px 24px",
    minHeight: "44px",
    border: "1px solid rgba(255, 255, 255, .5)",
    borderRadius: "12px",
    background: "transparent",
    color: "#fff",
    font: "inherit",
    cursor: "pointer",
  });
  private readonly words = element(
    "div",
    { display: "grid", justifyItems: "center", gap: "20px" },
    this.status,
    this.button,
  );
  private readonly waiting = element(
    "div",
    {
      display: "grid",
      justifyItems: "center",
      gap: "20px",
      padding: "32px 40px",
      borderRadius: "22px",
      background: "rgb(23, 27, 33)",
    },
    this.ring,
    this.words,
  );
  private readonly focusedBefore = document.activeElement;
  private readonly overflowBefore = document.documentElement.style.overflow;
  private readonly closing = new AbortController();
  private frame: HTMLIFrameElement | undefined;
  private patience: ReturnType<typeof setTimeout> | undefined;
  private undoRefusal: (() => void) | undefined;
  /** Aborted when it is closed. */
  readonly gone = this.closing.signal;

  constructor(
    private readonly base: string,
    private readonly lang: Language,
    private readonly handlers: WindowHandlers,
  ) {
    this.shade.setAttribute("aria-label", shadeText("title", lang));
    this.shade.dataset.pay200 = "";
    this.shade.tabIndex = -1;
    // Escape, or "back" on a phone. Browsers close it against our will if it is said twice.
    this.shade.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.shopperLeaves();
    });
    this.shade.addEventListener("close", () => {
      if (this.gone.aborted) return;
      this.shade.showModal();
      this.shopperLeaves();
    });
    this.status.setAttribute("role", "status");
    this.button.type = "button";
    this.button.append(shadeText("close", lang));
    this.button.addEventListener("click", () => this.handlers.left());

    // A script in the head runs before there is a body.
    (document.body ?? document.documentElement).append(this.shade);
    document.documentElement.style.overflow = "hidden";
    this.shade.animate?.({ opacity: [0, 1] }, 160);
    this.wait("opening");
    // The page behind it can be neither reached nor read. Older browsers have no dialogs; there it lies on top.
    this.shade.showModal?.();
    this.shade.focus(); // not the button: a key that is pressed twice would close it
  }

  /** A ring, and what is waited for; that in words only if it takes a while. */
  private wait(why: "opening" | "leaving"): void {
    this.status.textContent = shadeText(why, this.lang);
    this.shade.append(this.waiting);
    this.ring.animate?.({ rotate: ["0deg", "360deg"] }, { duration: 900, iterations: Infinity });
    const late: KeyframeAnimationOptions = { delay: 600, duration: 160, fill: "backwards" };
    this.words.animate?.({ opacity: [0, 1] }, late);
    this.waiting.animate?.({ backgroundColor: ["transparent", "rgb(23, 27, 33)"] }, late);
  }

  private shopperLeaves(): void {
    if (this.waiting.isConnected) this.handlers.left();
    else this.say("leave");
  }

  show(mId: string, token: string): void {
    const frame = element("iframe", {
      position: "absolute",
      inset: "0",
      width: "100%",
      height: "100%",
      border: "0",
      background: "transparent",
      colorScheme: "light",
      visibility: "hidden",
    });
    this.frame = frame;
    frame.title = shadeText("title", this.lang);
    frame.allow = "clipboard-write";
    frame.referrerPolicy = "no-referrer";
    frame.src = `${this.base}/v1/checkout/window/${encodeURIComponent(mId)}`;

    let ready = false;
    this.patience = setTimeout(() => this.handlers.failed(windowError(this.lang)), patienceMs);
    frame.addEventListener("load", () => {
      setTimeout(() => ready || void this.findOutWhy(token), silenceMs);
    });
    this.undoRefusal = onRefusal("frame-src", this.base, () =>
      this.handlers.failed(blocked(`frame-src ${this.base}`, this.lang)),
    );
    addEventListener(
      "message",
      (event: MessageEvent<WindowMessage>) => {
        if (!frame.isConnected) return; // what it had said before it was taken away
        if (event.source !== frame.contentWindow || event.origin !== this.base) return;
        ready = true;
        this.receive(event.data, token);
      },
      { signal: this.gone },
    );
    this.shade.append(frame);
  }

  private receive(said: WindowMessage, token: string): void {
    switch (said?.pay200) {
      case "ready": {
        const open: OpenMessage = { pay200: "open", token, language: this.lang };
        this.frame!.contentWindow!.postMessage(open, this.base);
        break;
      }
      case "payment":
        this.reveal();
        this.handlers.payment(said.payment);
        break;
      case "refused":
        this.handlers.failed(new Pay200Error(said.code, said.message));
        break;
      case "close":
        this.handlers.closed();
    }
  }

  /**
   * What has loaded is not the window. A browser does not tell a page that a frame may not be shown there, but
   * the gateway does, by the same list. If it is not that, patience decides.
   */
  private async findOutWhy(token: string): Promise<void> {
    const answer = await fetch(`${this.base}/v1/events?wait=0`, {
      headers: { Authorization: `Bearer ${token}`, "Accept-Language": this.lang },
      credentials: "omit",
      signal: this.gone,
    }).catch(() => undefined);
    const problem = (await answer?.json().catch(() => undefined)) as
      { code?: string; message?: string } | undefined;
    if (this.gone.aborted || problem?.code !== "ORIGIN_NOT_ALLOWED") return;
    const { code, message = code } = problem;
    this.handlers.failed(new Pay200Error(code, message, { detail: location.origin }));
  }

  private reveal(): void {
    clearTimeout(this.patience);
    if (!this.waiting.isConnected) return;
    this.waiting.remove();
    this.frame!.style.visibility = "visible";
    this.frame!.focus();
  }

  private say(what: PageMessage["pay200"]): void {
    const message: PageMessage = { pay200: what };
    this.frame?.focus();
    this.frame?.contentWindow?.postMessage(message, this.base);
  }

  /** The purchase, before it is approved; what became of it is told as any change. */
  cancel(): void {
    this.say("cancel");
  }

  /** The page is on its way to another, which may take a while to answer. */
  leave(): void {
    this.frame?.remove();
    this.wait("leaving");
  }

  close(): void {
    if (this.gone.aborted) return;
    this.closing.abort();
    clearTimeout(this.patience);
    this.undoRefusal?.();
    document.documentElement.style.overflow = this.overflowBefore;
    this.shade.remove();
    (this.focusedBefore as HTMLElement | null)?.focus?.();
  }
}
