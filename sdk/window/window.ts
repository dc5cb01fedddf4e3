// The window over the shop's page: an iframe of the gateway's origin (GET /v1/checkout/window/{mId}). It
// learns from the SDK which payment it is about, shows it, and tells the SDK of each change.
import type { CancelMessage, OpenMessage, WindowMessage } from "../src/messages.ts";
import { follow } from "./follow.ts";
import { View } from "./view.ts";

/** The end is seen, and the window goes. */
const showPaidMs = 2_200;

function open({ token, language }: OpenMessage, page: string): void {
  const say = (message: WindowMessage) => parent.postMessage(message, page);
  const cancel = async () => {
    const answer = await fetch("/v1/checkout/cancel", {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Accept-Language": language },
    });
    // 409: it is cancelled already, or something else was first; what it was is about to be seen.
    if (!answer.ok && answer.status !== 409) throw new Error(`${answer.status}`);
  };
  const view = new View(language, { close: () => say({ pay200: "close" }), cancel });
  addEventListener("message", (event: MessageEvent<CancelMessage>) => {
    if (event.source !== parent || event.origin !== page) return;
    if (event.data?.pay200 === "cancel") void cancel().catch(() => undefined);
  });
  void follow(token, language, {
    onPayment: (payment) => {
      view.show(payment);
      say({ pay200: "payment", payment });
      const endsByItself = payment.phase === "approved" || payment.phase === "canceled";
      if (endsByItself) setTimeout(() => say({ pay200: "close" }), showPaidMs);
    },
    onConnection: (connected) => view.connected(connected),
    onRefused: (code, message) => say({ pay200: "refused", code, message }),
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
