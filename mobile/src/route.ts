// Where in the app one is: the address's fragment, so that nothing of it reaches a server or its log.
//
// The gateway itself hands out three addresses: #qr=<token> in the QR code's picture, #payment=<key> in
// checkout.url once nobody can scan any more, #receipt=<key> in receipt.url.

export type Route =
  | { name: "home" }
  | { name: "scan" }
  | { name: "pay" }
  | { name: "pin" }
  | { name: "history"; month: string | null }
  | { name: "receipt"; key: string }
  | { name: "profile" }
  | { name: "cards" }
  | { name: "addCard" }
  | { name: "changePin" }
  | { name: "changePassword" }
  | { name: "passkeys" }
  | { name: "qr"; token: string }
  | { name: "payment"; key: string };

const paths = {
  "/": "home",
  "/scan": "scan",
  "/pay": "pay",
  "/pay/pin": "pin",
  "/profile": "profile",
  "/cards": "cards",
  "/cards/new": "addCard",
  "/pin": "changePin",
  "/password": "changePassword",
  "/passkeys": "passkeys",
} as const;

export function parseRoute(hash: string): Route {
  const fragment = hash.replace(/^#/, "");
  const given = /^(qr|receipt|payment)=([a-z0-9_]+)$/.exec(fragment);
  if (given?.[1] === "qr") return { name: "qr", token: given[2]! };
  if (given) return { name: given[1] as "receipt" | "payment", key: given[2]! };
  const history = /^\/history(?:\/(\d{4}-(?:0[1-9]|1[0-2])))?$/.exec(fragment);
  if (history) return { name: "history", month: history[1] ?? null };
  if (Object.hasOwn(paths, fragment)) return { name: paths[fragment as keyof typeof paths] };
  return { name: "home" };
}

export const receiptAddress = (paymentKey: string): string => `#receipt=${paymentKey}`;
export const monthAddress = (month: string): string => `#/history/${month}`;
