import { Patience, pause } from "./patience.ts";

/** For one try. */
const answerMs = 10_000;
const firstPauseMs = 500;
const longestPauseMs = 8_000;

/**
 * Cancels the purchase, as it may be before it is approved. Rejects if the gateway has not said what became of that:
 * it may be asked again.
 */
export async function cancel(token: string, lang: string): Promise<void> {
  const patience = new Patience(answerMs);
  try {
    const answer = await fetch("/v1/checkout/cancel", {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Accept-Language": lang },
      signal: patience.signal,
    });
    // 409: it is cancelled already, or something else was first; what it was is about to be seen.
    if (!answer.ok && answer.status !== 409) throw new Error(`${answer.status}`);
  } finally {
    patience.over();
  }
}

/** Until the gateway has heard of it, or it is `over` in another way: the shop will not say it twice. */
export async function cancelSurely(
  token: string,
  lang: string,
  over: () => boolean,
): Promise<void> {
  for (let ms = firstPauseMs; !over(); ms = Math.min(2 * ms, longestPauseMs)) {
    try {
      return await cancel(token, lang);
    } catch {
      await pause(ms);
    }
  }
}
