// What an answer says about whether what was asked for has happened.
import type { ErrorCode, Outcome } from "@pay200/shared/gateway.ts";

const unknown: readonly ErrorCode[] = [
  "OUTCOME_UNKNOWN",
  "IDEMPOTENCY_KEY_IN_USE",
  "INTERNAL_ERROR",
];

/** Of a request with an effect: it may have taken place. nginx says so too, where no worker took it. */
export const isUnknown = (outcome: Outcome<unknown>): boolean =>
  outcome.kind === "lost" || (outcome.kind === "refused" && unknown.includes(outcome.problem.code));

/** Refused before anybody looked what the key stands for. */
const atTheDoor = (status: number) => [401, 403, 429].includes(status) || status >= 500;

/**
 * What an answer means for the next press.
 * settled: it has happened, or is on its way. again: nobody knows; only the same may be asked again, under
 * the same key. refused: nothing has happened, and another wish is free.
 * `doubted`: an earlier try under this key is "again". What is refused at the door says nothing of that one.
 */
export function afterwards(
  outcome: Outcome<unknown>,
  doubted = false,
): "settled" | "again" | "refused" {
  if (outcome.kind === "done") return "settled";
  if (isUnknown(outcome)) return "again";
  const atDoor = outcome.kind === "refused" && atTheDoor(outcome.problem.status);
  return doubted && atDoor ? "again" : "refused";
}
