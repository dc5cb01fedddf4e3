import type { Checkout } from "../src/messages.ts";

// How the window learns what happens: the event stream where there is one, else by asking each second.
// Callers see one thing only: onPayment with each change.

export interface Follower {
  /** Each change, and the present state first. */
  onPayment(payment: Checkout): void;
  /** The gateway cannot be reached for the moment; the window goes on by itself. */
  onConnection(connected: boolean): void;
  /** The token is worth nothing any more. */
  onRefused(code: string, message: string): void;
}

const askEveryMs = 1_000;
/** A stream that says nothing for so long is dead: a comment comes every 15 s. */
const silenceMs = 40_000;
const streamAgainAfterMs = 30_000;
const endings: string[] = ["approved", "canceled", "expired", "failed"];

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

class Stop extends Error {}

export async function follow(token: string, lang: string, to: Follower): Promise<void> {
  const headers = { Authorization: `Bearer ${token}`, "Accept-Language": lang };
  let lastId = "";
  let seen = "";

  const tell = (payment: Checkout): boolean => {
    const { now: _now, ...rest } = payment;
    const text = JSON.stringify(rest);
    if (text !== seen) to.onPayment(payment);
    seen = text;
    return endings.includes(payment.phase);
  };

  /** "ended", "broken" (worth another try) or "none" (there is no stream here). */
  const readStream = async (): Promise<"ended" | "broken" | "none"> => {
    const giveUp = new AbortController();
    const answer = await fetch("/v1/events", {
      headers: {
        ...headers,
        Accept: "text/event-stream",
        ...(lastId && { "Last-Event-ID": lastId }),
      },
      cache: "no-store",
      signal: giveUp.signal,
    });
    const isStream = answer.headers.get("Content-Type")?.startsWith("text/event-stream");
    if (!answer.ok || !isStream || !answer.body) return "none";
    to.onConnection(true);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const silence = setTimeout(() => giveUp.abort(), silenceMs);
      const { done, value } = await reader.read().finally(() => clearTimeout(silence));
      if (done) return "broken";
      text += value.replace(/\r\n?/g, "\n");
      for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
        const event = parseEvent(text.slice(0, end));
        if (event.id) lastId = event.id;
        if (event.data && tell(JSON.parse(event.data) as Checkout)) return "ended";
      }
    }
  };

  const ask = async (): Promise<boolean> => {
    const answer = await fetch("/v1/checkout", { headers, cache: "no-store" });
    const body = (await answer.json()) as Checkout & { code: string; message: string };
    if (answer.status === 401 || answer.status === 404) {
      to.onRefused(body.code, body.message);
      throw new Stop();
    }
    if (!answer.ok) throw new Error(body.code);
    to.onConnection(true);
    return tell(body);
  };

  let streamAt = 0;
  for (let failures = 0; ;) {
    try {
      if (Date.now() >= streamAt) {
        const found = await readStream();
        if (found === "ended") return;
        if (found === "none") streamAt = Date.now() + streamAgainAfterMs;
      }
      if (await ask()) return;
      failures = 0;
      await pause(askEveryMs);
    } catch (thrown) {
      if (thrown instanceof Stop) return;
      failures += 1;
      if (failures > 1) to.onConnection(false);
      await pause(Math.min(askEveryMs * 1.6 ** failures, 8_000));
    }
  }
}

/** One event of a stream: its id, and its data. */
export function parseEvent(text: string): { id?: string; data?: string } {
  const event: { id?: string; data?: string } = {};
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue; // a comment, or nothing
    const value = line.slice(colon + 1).replace(/^ /, "");
    const name = line.slice(0, colon);
    if (name === "id") event.id = value;
    if (name === "data") event.data = event.data === undefined ? value : `${event.data}\n${value}`;
  }
  return event;
}
