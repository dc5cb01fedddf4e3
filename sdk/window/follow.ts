import type { Checkout } from "../src/messages.ts";

// How the window learns what happens. An event stream is a bell: whatever it says, the payment is read as it
// is then, so that no order of events, however they are cut or repeated, can show what is not so. Where there is
// no stream, it is read each second. Callers see one thing only: onPayment with each change.

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
/** Until a stream's first byte. */
const openMs = 5_000;
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

  /** Whether it has ended; false: there is no stream here; a broken one throws. */
  const readStream = async (): Promise<boolean> => {
    const giveUp = new AbortController();
    const within = async <T>(ms: number, what: Promise<T>): Promise<T> => {
      const silence = setTimeout(() => giveUp.abort(), ms);
      return what.finally(() => clearTimeout(silence));
    };
    const last: Record<string, string> = lastId ? { "Last-Event-ID": lastId } : {};
    const init: RequestInit = {
      headers: { ...headers, ...last, Accept: "text/event-stream" },
      cache: "no-store",
      signal: giveUp.signal,
    };
    try {
      const answer = await within(openMs, fetch("/v1/events", init));
      const isStream = answer.headers.get("Content-Type")?.startsWith("text/event-stream");
      if (!answer.ok || !isStream || !answer.body) return false;
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (;;) {
        const { done, value } = await within(silenceMs, reader.read());
        if (done) throw new Error("the stream has ended, the payment has not");
        text += value;
        let news = false;
        for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
          const event = parseEvent(text.slice(0, end));
          if (event.id) lastId = event.id;
          news ||= event.data !== undefined;
        }
        if (news && (await ask())) return true;
      }
    } finally {
      giveUp.abort();
    }
  };

  let streamAt = 0;
  for (let failures = 0; ;) {
    try {
      if (await ask()) return;
      failures = 0;
      if (Date.now() >= streamAt) {
        if (await readStream()) return;
        streamAt = Date.now() + streamAgainAfterMs;
      }
      await pause(askEveryMs);
    } catch (thrown) {
      if (thrown instanceof Stop) return;
      failures += 1;
      if (failures > 1) to.onConnection(false);
      await pause(Math.min(askEveryMs * 1.6 ** (failures - 1), 8_000));
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
