// The npm package: loads pay200.js from the gateway, once, and again if that has failed.
import { blocked, onRefusal } from "./policy.ts";
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

/** As far as it is needed here; browsers without Trusted Types have none. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}
const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };

const policyName = "pay200";
let policy: ReturnType<TrustedTypes["createPolicy"]> | undefined;

/** Throws where the page's policy wants Trusted Types, and does not allow this one. */
function setSource(script: HTMLScriptElement, src: string): void {
  try {
    policy ??= trustedTypes?.createPolicy(policyName, { createScriptURL: (url) => url });
  } catch {
    // Not allowed; whether it is needed either is about to be seen.
  }
  script.src = policy?.createScriptURL(src) ?? src;
}

function loadScript({ gateway, path, integrity, locale }: LoadOptions): Promise<Pay200Global> {
  const lang = language(locale);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const url = new URL(path ?? "/sdk/v1/pay200.js", gateway);
    try {
      setSource(script, url.href);
    } catch {
      return reject(blocked(`trusted-types ${policyName}`, lang));
    }
    script.crossOrigin = "anonymous";
    if (integrity) script.integrity = integrity;
    let refused = false;
    const undo = onRefusal("script-src", url.origin, () => (refused = true));
    script.onload = () => {
      undo();
      if (window.Pay200) resolve(window.Pay200);
      else script.onerror!("");
    };
    script.onerror = () => {
      script.remove();
      setTimeout(() => {
        undo();
        reject(
          refused
            ? blocked(`script-src ${url.origin}`, lang)
            : sdkError("SCRIPT_BLOCKED", lang, { retryable: true, detail: url.href }),
        );
      });
    };
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
