// The npm package: loads pay200.js from the gateway, once, and again if that has failed.
import { sdkError, language } from "./texts.ts";
import type { Options, Pay200Client, Pay200Global } from "./types.ts";

export { Pay200Error } from "./error.ts";
export type * from "./types.ts";

export interface LoadOptions extends Options {
  /** The gateway's address, as in "https://pay.example". */
  gateway: string;
  /** The path of an immutable version, with its `integrity`, instead of the newest of /sdk/v1/. */
  path?: string;
  integrity?: string;
}

let loading: Promise<Pay200Global> | undefined;

function loadScript({ gateway, path, integrity, locale }: LoadOptions): Promise<Pay200Global> {
  const lang = language(locale);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const src = new URL(path ?? "/sdk/v1/pay200.js", gateway).href;
    script.src = src;
    script.crossOrigin = "anonymous";
    if (integrity) script.integrity = integrity;
    let blocked = "";
    const see = (event: SecurityPolicyViolationEvent) => {
      if (src.startsWith(event.blockedURI)) blocked = event.effectiveDirective;
    };
    const end = (act: () => void) => {
      document.removeEventListener("securitypolicyviolation", see);
      act();
    };
    script.onload = () =>
      end(() => {
        if (window.Pay200) resolve(window.Pay200);
        else script.onerror!("");
      });
    script.onerror = () => {
      script.remove();
      setTimeout(() =>
        end(() => {
          const origin = new URL(src).origin;
          reject(
            blocked
              ? sdkError("BLOCKED_BY_CSP", lang, { detail: `script-src ${origin}` })
              : sdkError("SCRIPT_BLOCKED", lang, { retryable: true, detail: src }),
          );
        }),
      );
    };
    document.addEventListener("securitypolicyviolation", see);
    document.head.append(script);
  });
}

/**
 * A client for this key. Rejects with a Pay200Error if the script cannot be loaded; the next call tries
 * again.
 */
export async function loadPay200(clientKey: string, options: LoadOptions): Promise<Pay200Client> {
  if (window.Pay200) return window.Pay200(clientKey, options);
  loading ??= loadScript(options);
  try {
    return (await loading)(clientKey, options);
  } catch (failed) {
    loading = undefined;
    throw failed;
  }
}
