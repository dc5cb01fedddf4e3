// The window over the shop's page: an iframe of the gateway's origin (GET /v1/checkout/window/{mId}). It
// learns from the SDK which payment it is about, shows it, and tells the SDK of each change.
import type { OpenMessage, PageMessage, WindowMessage } from "../src/messages.ts";
import { cancel, cancelSurely } from "./cancel.ts";
import { follow, hasEnded } from "./follow.ts";
import { View } from "./view.ts";

/** The end is seen, and the window goes. */
const showPaidMs = 2_200;

function open({ token, language }: OpenMessage, page: string): void {
  const say = (message: WindowMessage) => parent.postMessage(message, page);
  const view = new View(language, {
    close: () => say({ pay200: "close" }),
    cancel: () => cancel(token, language),
  });
  let over = false;
  addEventListener("message", (event: MessageEvent<PageMessage>) => {
    if (event.source !== parent || event.origin !== page) return;
    if (event.data?.pay200 === "cancel") void cancelSurely(token, language, () => over);
    if (event.data?.pay200 === "leave") view.leave();
  });
  void follow(token, language, {
    onPayment: (payment) => {
      over = hasEnded(payment);
      view.show(payment);
      say({ pay200: "payment", payment });
      const endsByItself = payment.phase === "approved" || payment.phase === "canceled";
      if (endsByItself) setTimeout(() => say({ pay200: "close" }), showPaidMs);
    },
    onConnection: (connected) => view.connected(connected),
    onRefused: (code, message) => {
      over = true;
      say({ pay200: "refused", code, message });
    },
  });
}

function waitForSdk(): void {
  const listen = (event: MessageEvent<OpenMessage>) => {
    if (event.source !== parent || event.data?.pay200 !== "open") return;
    removeEventListener("message", listen);
    open(event.data, event.origin);
  };
  addEventListener("message", listen);
  // Nothing secret is said, and whose page it is is not known yet.
  parent.postMessage({ pay200: "ready" } satisfies WindowMessage, "*");
}

if (parent !== window) waitForSdk();
