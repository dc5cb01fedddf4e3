import type { Checkout } from "../src/messages.ts";
import { Patience, pause } from "./patience.ts";

// How the window learns what happens. An event stream is a bell: whatever it says, the payment is read as it
// is then, so that no order of events, however they are cut or repeated, can show what is not so. Where a
// proxy holds streams back, the bell is a long poll, and where there is none either, the payment is read
// each second. Callers see one thing only: onPayment with each change.

export interface Follower {
  /** Each change, and the present state first. */
  onPayment(payment: Checkout): void;
  /** The gateway cannot be reached for the moment; the window goes on by itself. */
  onConnection(connected: boolean): void;
  /** The token is worth nothing any more. */
  onRefused(code: string, message: string): void;
}

const askEveryMs = 1_000;
/** For the answer to one question. */
const answerMs = 10_000;
/** A stream that says nothing for so long is dead: a comment comes every 15 s. */
const silenceMs = 40_000;
/** Until a stream's first byte, which the gateway sends at once. */
const openMs = 5_000;
/** How long a long poll waits for something to happen, and how much longer for its answer. */
const pollS = 20;
const pollAnswerMs = (pollS + 10) * 1_000;
/** Where there was no stream; longer each time. */
const streamAgainAfterMs = 30_000;
const longestPauseMs = 8_000;
const endings: string[] = ["approved", "canceled", "expired", "failed"];

export const hasEnded = ({ phase }: Checkout): boolean => endings.includes(phase);

class Stop extends Error {}

export async function follow(token: string, lang: string, to: Follower): Promise<void> {
  const headers = { Authorization: `Bearer ${token}`, "Accept-Language": lang };
  let lastId = "";
  let seen = "";
  let retryMs = askEveryMs;
  let failures = 0;

  const connected = () => {
    failures = 0;
    to.onConnection(true);
  };

  const tell = (payment: Checkout): boolean => {
    const { now: _now, ...rest } = payment;
    const text = JSON.stringify(rest);
    if (text !== seen) to.onPayment(payment);
    seen = text;
    return hasEnded(payment);
  };

  const read = async (signal: AbortSignal): Promise<boolean> => {
    const answer = await fetch("/v1/checkout", { headers, cache: "no-store", signal });
    const body = (await answer.json()) as Checkout & { code: string; message: string };
    if (answer.status === 401 || answer.status === 404) {
      to.onRefused(body.code, body.message);
      throw new Stop();
    }
    if (!answer.ok) throw new Error(body.code);
    connected();
    return tell(body);
  };

  /** Whether it has ended. */
  const ask = async (): Promise<boolean> => {
    for (;;) {
      const patience = new Patience(answerMs);
      try {
        return await read(patience.signal);
      } catch (thrown) {
        if (thrown instanceof Stop || patience.why !== "return") throw thrown;
      } finally {
        patience.over();
      }
    }
  };

  const events = (query: string, signal: AbortSignal): Promise<Response> => {
    const last: Record<string, string> = lastId ? { "Last-Event-ID": lastId } : {};
    return fetch(`/v1/events${query}`, {
      headers: { ...headers, ...last, ...(!query && { Accept: "text/event-stream" }) },
      cache: "no-store",
      signal,
    });
  };

  /** Takes the whole events off the text. Whether there is something to look at. */
  const takeEvents = (text: { unread: string }): boolean => {
    let news = false;
    for (let end; (end = text.unread.indexOf("\n\n")) >= 0;) {
      const event = parseEvent(text.unread.slice(0, end));
      text.unread = text.unread.slice(end + 2);
      if (event.id) lastId = event.id;
      if (event.retry) retryMs = event.retry;
      news ||= event.data !== undefined;
    }
    return news;
  };

  /**
   * Until the payment has ended, or the stream has. "held": something between here and there holds it back. "away":
   * there is none for the moment. "broken": it had begun. "look": something may have been missed.
   */
  const readStream = async (): Promise<"ended" | "held" | "away" | "broken" | "look"> => {
    const patience = new Patience(openMs);
    const text = { unread: "" };
    let begun = false;
    let asking = false;
    try {
      const answer = await events("", patience.signal);
      const isStream = answer.headers.get("Content-Type")?.startsWith("text/event-stream");
      if (answer.status >= 500) return "away";
      if (!answer.ok || !isStream || !answer.body) return "held";
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return begun ? "broken" : "away";
        if (!begun) connected();
        begun = true;
        patience.wait(silenceMs);
        text.unread += value;
        if (!takeEvents(text)) continue;
        asking = true;
        if (await ask()) return "ended";
        asking = false;
      }
    } catch (thrown) {
      // The event has been taken, what it tells of has not been seen.
      if (asking) throw thrown;
      if (patience.why === "return") return "look";
      if (patience.why === "time") return "held";
      return begun ? "broken" : "away";
    } finally {
      patience.over();
    }
  };

  /** Waits until there may be something to look at. */
  const waitForNews = async (): Promise<void> => {
    const patience = new Patience(pollAnswerMs);
    try {
      const answer = await events(`?wait=${pollS}`, patience.signal);
      if (answer.status !== 200) return pause(askEveryMs);
      const { lastEventId } = (await answer.json()) as { lastEventId: string | null };
      if (lastEventId) lastId = lastEventId;
    } catch {
      if (patience.why !== "return") return pause(askEveryMs);
    } finally {
      patience.over();
    }
  };

  let streamAt = 0;
  let withoutStreamMs = streamAgainAfterMs;
  let look = true;
  for (;;) {
    try {
      if (look && (await ask())) return;
      look = true;
      if (Date.now() < streamAt) {
        await waitForNews();
        continue;
      }
      switch (await readStream()) {
        case "ended":
          return;
        case "look":
          break;
        case "away":
          await pause(askEveryMs);
          break;
        case "held":
          streamAt = Date.now() + withoutStreamMs;
          withoutStreamMs *= 2;
          break;
        case "broken":
          // What was missed is what the next stream begins with. Thousands may come again at once.
          look = false;
          await pause(retryMs * (1 + Math.random()));
          retryMs = askEveryMs;
      }
    } catch (thrown) {
      if (thrown instanceof Stop) return;
      failures += 1;
      if (failures > 1) to.onConnection(false);
      await pause(Math.min(askEveryMs * 1.6 ** (failures - 1), longestPauseMs));
    }
  }
}

/** One event of a stream: its id, its data, and how long to wait before the next stream. */
export interface StreamEvent {
  id?: string;
  data?: string;
  retry?: number;
}

export function parseEvent(text: string): StreamEvent {
  const event: StreamEvent = {};
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue; // a comment, or nothing
    const value = line.slice(colon + 1).replace(/^ /, "");
    const name = line.slice(0, colon);
    if (name === "id") event.id = value;
    if (name === "retry" && Number(value) > 0) event.retry = Number(value);
    if (name === "data") event.data = event.data === undefined ? value : `${event.data}\n${value}`;
  }
  return event;
}
