import type { Outcome } from "@pay200/shared/gateway.ts";
import type { Translate } from "../i18n/i18n.ts";

/** What to tell of a request that did not do what it was to do; null: it did. */
export function saidOf(outcome: Outcome<unknown>, t: Translate): string | null {
  if (outcome.kind === "done") return null;
  // The gateway's own words are a shopper's: "do not pay again".
  if (outcome.kind === "refused" && outcome.problem.code === "OUTCOME_UNKNOWN") return t("unknown");
  return outcome.kind === "lost"
    ? `${t("lost.title")}. ${t("lost.note")}`
    : outcome.problem.message;
}

/** Which field of the request the gateway finds fault with. */
export const faultOf = (outcome: Outcome<unknown>): string | null =>
  outcome.kind === "refused" ? (outcome.problem.param ?? null) : null;

export const codeOf = (outcome: Outcome<unknown>): string | null =>
  outcome.kind === "refused" ? outcome.problem.code : null;
