// pay200.js: what a shop's page loads by its script tag. Loading it again changes nothing.
import { Client } from "./client.ts";
import { Pay200Error } from "./error.ts";
import type { Options, Pay200Global } from "./types.ts";

declare const __VERSION__: string;

const script = document.currentScript as HTMLScriptElement | null;

function install(): void {
  if (window.Pay200 || !script) return;
  const address = new URL(script.src);
  const base = address.origin;
  const byDefault = new Client(base, address.searchParams.get("appkey") ?? "");

  const create = (clientKey: string, options?: Options) => new Client(base, clientKey, options);
  window.Pay200 = Object.assign(create, {
    requestPayment: byDefault.requestPayment.bind(byDefault),
    openPayment: byDefault.openPayment.bind(byDefault),
    on: byDefault.on.bind(byDefault) as Pay200Global["on"],
    load: (callback?: () => void) => queueMicrotask(() => callback?.()),
    version: __VERSION__,
    Pay200Error,
  });
}

install();
