import type { Checkout } from "../src/messages.ts";

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

class Stop extends Error {}
/** A stream that had begun is over, and the payment is not. */
class Broken extends Error {}

/** Until then, or until the device is connected again. */
function pause(ms: number): Promise<void> {
  return new Promise((done) => {
    const over = () => {
      clearTimeout(timer);
      removeEventListener("online", over);
      done();
    };
    const timer = setTimeout(over, ms);
    addEventListener("online", over);
  });
}

/** What gives up when nothing has come for the time that was set last, or the device is no longer connected. */
class Patience {
  private readonly giveUp = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly end = () => this.giveUp.abort();
  readonly signal = this.giveUp.signal;
  ranOut = false;

  constructor(ms: number) {
    addEventListener("offline", this.end);
    this.wait(ms);
  }

  wait(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.ranOut = true;
      this.end();
    }, ms);
  }

  over(): void {
    clearTimeout(this.timer);
    removeEventListener("offline", this.end);
    this.end();
  }
}

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
    return endings.includes(payment.phase);
  };

  /** Whether it has ended. */
  const ask = async (): Promise<boolean> => {
    const answer = await fetch("/v1/checkout", { headers, cache: "no-store" });
    const body = (await answer.json()) as Checkout & { code: string; message: string };
    if (answer.status === 401 || answer.status === 404) {
      to.onRefused(body.code, body.message);
      throw new Stop();
    }
    if (!answer.ok) throw new Error(body.code);
    connected();
    return tell(body);
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

  /** Until the payment has ended. Else there is no stream here, or none for the moment. */
  const readStream = async (): Promise<"ended" | "none" | "away"> => {
    const patience = new Patience(openMs);
    const text = { unread: "" };
    let begun = false;
    try {
      const answer = await events("", patience.signal);
      const isStream = answer.headers.get("Content-Type")?.startsWith("text/event-stream");
      if (answer.status >= 500) return "away";
      if (!answer.ok || !isStream || !answer.body) return "none";
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) throw new Error("ended");
        if (!begun) connected();
        begun = true;
        patience.wait(silenceMs);
        text.unread += value;
        if (takeEvents(text) && (await ask())) return "ended";
      }
    } catch (thrown) {
      if (thrown instanceof Stop) throw thrown;
      if (begun) throw new Broken();
      return patience.ranOut ? "none" : "away";
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
      return pause(askEveryMs);
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
      const stream = await readStream();
      if (stream === "ended") return;
      if (stream === "away") await pause(askEveryMs);
      if (stream === "away") continue;
      streamAt = Date.now() + withoutStreamMs;
      withoutStreamMs *= 2;
    } catch (thrown) {
      if (thrown instanceof Stop) return;
      if (thrown instanceof Broken) {
        // What was missed is what the next stream begins with. Thousands may come again at once.
        look = false;
        await pause(retryMs * (1 + Math.random()));
        retryMs = askEveryMs;
        continue;
      }
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
