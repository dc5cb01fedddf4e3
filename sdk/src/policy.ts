// What this page's Content Security Policy refuses.
import type { ErrorDetails, Pay200Error } from "./error.ts";
import { sdkError, type Language } from "./texts.ts";

type Directive = "script-src" | "connect-src" | "frame-src";

/** What a browser may name instead: the directive that stood in for the one that is missing. */
const standIns = ["child-src", "default-src"];

/**
 * Calls back when something of this origin's is refused, until what it returns is called. A policy that only
 * reports refuses nothing.
 */
export function onRefusal(directive: Directive, origin: string, see: () => void): () => void {
  const listen = (event: SecurityPolicyViolationEvent) => {
    if (event.disposition !== "enforce") return;
    if (!`${event.blockedURI}/`.startsWith(`${origin}/`)) return;
    const named = event.effectiveDirective;
    if ([directive, ...standIns].some((name) => named.startsWith(name))) see();
  };
  document.addEventListener("securitypolicyviolation", listen);
  return () => document.removeEventListener("securitypolicyviolation", listen);
}

/** `allow` is what the policy is to allow. */
export function blocked(allow: string, lang: Language, more: ErrorDetails = {}): Pay200Error {
  return sdkError("BLOCKED_BY_CSP", lang, { ...more, detail: allow });
}
