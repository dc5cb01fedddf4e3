import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Checkout } from "../src/messages.ts";
import { follow, parseEvent } from "./follow.ts";

const payment = (phase: string) =>
  ({ paymentKey: "pay_1", phase, now: `${Math.random()}` }) as unknown as Checkout;

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json" },
  });
}

function stream(...chunks: string[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

const event = (id: number, type: string) =>
  `id: ${id}\nevent: payment.${type}\ndata: {"id":"${id}","type":"payment.${type}"}\n\n`;

/** As a proxy has it that collects an answer before it hands it on. */
function held(request: Request): Promise<Response> {
  return new Promise((_, failed) =>
    request.signal.addEventListener("abort", () => failed(new DOMException("", "AbortError"))),
  );
}

/** A stream that says this, and then nothing until it is given up. */
function silent(request: Request, text: string): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      request.signal.addEventListener("abort", () => controller.error(new Error("given up")));
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

type Answered = Response | Error | Promise<Response>;

/** Follows with these answers, in order; what was seen, and what was asked. */
async function followed(answers: ((request: Request) => Answered)[]) {
  const seen: string[] = [];
  const asked: (Request & { at?: number })[] = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const request = new Request(`http://gateway${path}`, init);
    asked.push(Object.assign(request, { at: Date.now() }));
    const answer = answers.shift()?.(request) ?? new Error("nothing more was expected");
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const done = follow("ptk_1", "ko", {
    onPayment: ({ phase }) => seen.push(phase),
    onConnection: (connected) => seen.push(connected ? "" : "lost"),
    onRefused: (code) => seen.push(code),
  });
  await vi.runAllTimersAsync();
  await done;
  return { seen: seen.filter(Boolean), asked };
}

let device: EventTarget;

beforeEach(() => {
  vi.useFakeTimers();
  device = new EventTarget();
  vi.stubGlobal("addEventListener", device.addEventListener.bind(device));
  vi.stubGlobal("removeEventListener", device.removeEventListener.bind(device));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const paths = (asked: Request[]) => asked.map(({ url }) => url.slice("http://gateway/v1".length));
const news = (lastEventId: string | null) => json({ events: [], lastEventId });

test("where a proxy holds streams back it asks by long polls, from the last event on", async () => {
  const { seen, asked } = await followed([
    () => json(payment("ready")),
    held,
    () => json(payment("ready")),
    () => news("1"),
    () => json(payment("ready")),
    () => news("2"),
    () => json(payment("scanned")),
    () => news("4"),
    () => json(payment("approved")),
  ]);
  expect(seen).toEqual(["ready", "scanned", "approved"]);
  expect(paths(asked)).toEqual([
    "/checkout",
    "/events",
    ...Array<string[]>(3).fill(["/checkout", "/events?wait=20"]).flat(),
    "/checkout",
  ]);
  expect(asked[5]!.headers.get("Last-Event-ID")).toBe("1");
  expect(asked[7]!.headers.get("Last-Event-ID")).toBe("2");
  expect(asked[8]!.at! - asked[2]!.at!, "it waits for nothing but the answer").toBe(0);
});

test("after a while a stream is tried again", async () => {
  const { asked } = await followed([
    () => json(payment("ready")),
    held,
    () => json(payment("ready")),
    (request) => {
      vi.setSystemTime(Date.now() + 31_000);
      return request ? news("1") : news(null);
    },
    () => json(payment("ready")),
    () => stream(event(2, "approved")),
    () => json(payment("approved")),
  ]);
  expect(paths(asked)[5]).toBe("/events");
});

test("where there is neither a stream nor a long poll it asks each second", async () => {
  const { seen, asked } = await followed([
    () => json(payment("ready")),
    () => json({}, 404),
    () => json(payment("ready")),
    () => json({}, 404),
    () => json(payment("scanned")),
    () => json({}, 404),
    () => json(payment("approved")),
  ]);
  expect(seen).toEqual(["ready", "scanned", "approved"]);
  expect(paths(asked).filter((path) => path === "/checkout")).toHaveLength(4);
  expect(asked[6]!.at! - asked[4]!.at!).toBe(1_000);
});

test("a stream role that is away is tried again each second, and the payment is read meanwhile", async () => {
  const { seen, asked } = await followed([
    () => json(payment("ready")),
    () => json({}, 503),
    () => json(payment("scanned")),
    () => new TypeError("away"),
    () => json(payment("scanned")),
    () => stream(event(3, "approved")),
    () => json(payment("approved")),
  ]);
  expect(seen).toEqual(["ready", "scanned", "approved"]);
  expect(paths(asked).filter((path) => path === "/events")).toHaveLength(3);
});

test("a stream that falls silent for longer than comments take to come is held back: long polls", async () => {
  const { seen, asked } = await followed([
    () => json(payment("ready")),
    (request) => silent(request, event(1, "ready")),
    () => json(payment("ready")),
    () => json(payment("scanned")),
    () => news("2"),
    () => json(payment("approved")),
  ]);
  expect(seen).toEqual(["ready", "scanned", "approved"]);
  expect(paths(asked).slice(3)).toEqual(["/checkout", "/events?wait=20", "/checkout"]);
  expect(asked[4]!.headers.get("Last-Event-ID")).toBe("1");
  const waited = asked[3]!.at! - asked[1]!.at!;
  expect(waited).toBeGreaterThanOrEqual(40_000);
  expect(waited).toBeLessThan(41_000);
});

test.each(["scanned", "declined", "confirmed"])(
  "an event is not lost if the payment cannot be read at once: %s",
  async (phase) => {
    const { seen, asked } = await followed([
      () => json(payment("ready")),
      (request) => silent(request, event(1, "ready") + event(2, phase)),
      () => new TypeError("away"),
      () => json(payment(phase)),
      () => stream(event(3, "approved")),
      () => json(payment("approved")),
    ]);
    expect(seen).toEqual(["ready", phase, "approved"]);
    expect(paths(asked).slice(2)).toEqual(["/checkout", "/checkout", "/events", "/checkout"]);
    expect(asked[3]!.at! - asked[2]!.at!, "it is read a moment later").toBe(1_000);
  },
);

test("an event of a long poll is not lost either", async () => {
  const { seen } = await followed([
    () => json(payment("ready")),
    held,
    () => json(payment("ready")),
    () => news("2"),
    () => json({}, 503),
    () => json(payment("confirmed")),
    () => news("3"),
    () => json(payment("approved")),
  ]);
  expect(seen).toEqual(["ready", "confirmed", "approved"]);
});

test("an answer that does not come is given up after 10 s", async () => {
  const { seen, asked } = await followed([held, () => json(payment("approved"))]);
  expect(seen).toEqual(["approved"]);
  expect(asked[1]!.at! - asked[0]!.at!).toBe(11_000);
});

/** Somebody looks at the page again; it had been left for an app, say. */
function comeBack(): void {
  vi.stubGlobal("document", { visibilityState: "hidden" });
  device.dispatchEvent(new Event("visibilitychange"));
  vi.stubGlobal("document", { visibilityState: "visible" });
  device.dispatchEvent(new Event("visibilitychange"));
}

test.each<[string, () => void]>([
  ["comes back to the page", comeBack],
  [
    "comes back by the browser's history",
    () => device.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true })),
  ],
])("who %s sees at once how it stands", async (_how, act) => {
  const { seen, asked } = await followed([
    () => json(payment("ready")),
    (request) => {
      setTimeout(act, 500);
      return silent(request, event(1, "ready"));
    },
    () => json(payment("ready")),
    () => json(payment("scanned")),
    () => stream(event(3, "approved")),
    () => json(payment("approved")),
  ]);
  expect(seen).toEqual(["ready", "scanned", "approved"]);
  expect(asked[3]!.at! - asked[1]!.at!).toBe(500);
});

test("who comes back does not wait for a question that has died meanwhile, nor for a pause", async () => {
  const { seen, asked } = await followed([
    (request) => {
      setTimeout(comeBack, 3_000);
      return held(request);
    },
    () => {
      setTimeout(comeBack, 100);
      return new TypeError("away");
    },
    () => json(payment("ready")),
    held,
    () => json(payment("ready")),
    (request) => {
      setTimeout(comeBack, 700);
      return held(request);
    },
    () => json(payment("approved")),
  ]);
  expect(seen).toEqual(["ready", "approved"]);
  expect(asked[1]!.at! - asked[0]!.at!).toBe(3_000);
  expect(asked[2]!.at! - asked[1]!.at!).toBe(100);
  expect(paths(asked)[5]).toBe("/events?wait=20");
  expect(asked[6]!.at! - asked[5]!.at!).toBe(700);
});

test("a device that is disconnected knows at once, and goes on as soon as it is connected", async () => {
  const { seen, asked } = await followed([
    () => json(payment("ready")),
    (request) => {
      setTimeout(() => device.dispatchEvent(new Event("offline")), 500);
      return silent(request, event(1, "ready"));
    },
    () => json(payment("ready")),
    () => new TypeError("away"), // the stream
    () => new TypeError("away"),
    () => {
      setTimeout(() => device.dispatchEvent(new Event("online")), 10);
      return new TypeError("away");
    },
    () => json(payment("approved")),
  ]);
  expect(seen).toEqual(["ready", "lost", "approved"]);
  expect(asked[3]!.at! - asked[1]!.at!).toBeLessThan(3_000);
  expect(asked[6]!.at! - asked[5]!.at!).toBe(10);
});

test("the token is in a header, and in no address", async () => {
  const { asked } = await followed([
    () => json(payment("ready")),
    () => json({}, 503),
    () => json(payment("expired")),
  ]);
  for (const request of asked) {
    expect(request.headers.get("Authorization")).toBe("Bearer ptk_1");
    expect(request.url).not.toContain("ptk_");
  }
});

test("each event of a stream is a reason to look, however it is cut into pieces", async () => {
  const text = event(1, "ready") + ":\n\n" + event(2, "approved");
  const { seen, asked } = await followed([
    () => json(payment("ready")),
    () => stream(text.slice(0, 7), text.slice(7, 75), text.slice(75)),
    () => json(payment("ready")),
    () => json(payment("approved")),
  ]);
  expect(seen).toEqual(["ready", "approved"]);
  expect(asked).toHaveLength(4);
});

test("a stream that breaks is taken up again from the last event", async () => {
  const { seen, asked } = await followed([
    () => json(payment("ready")),
    () => stream(event(1, "ready"), event(2, "scanned")),
    () => json(payment("ready")),
    () => json(payment("scanned")),
    () => stream(event(3, "approved")),
    () => json(payment("approved")),
  ]);
  expect(seen).toEqual(["ready", "scanned", "approved"]);
  expect(asked[4]!.headers.get("Last-Event-ID")).toBe("2");
});

test("a role that stops says when to come again, so that not all come at once", async () => {
  const { asked } = await followed([
    () => json(payment("ready")),
    () => stream("retry: 1000\n\n", event(1, "ready"), "retry: 4100\n\n"),
    () => json(payment("ready")),
    () => stream(event(2, "approved")),
    () => json(payment("approved")),
  ]);
  const waited = asked[3]!.at! - asked[2]!.at!;
  expect(waited).toBeGreaterThanOrEqual(4_100);
  expect(waited).toBeLessThanOrEqual(8_200);
});

test("a gateway that is away is waited for", async () => {
  const { seen } = await followed([
    () => json(payment("ready")),
    () => new TypeError("away"), // the stream
    () => new TypeError("away"),
    () => json({ code: "SERVICE_UNAVAILABLE" }, 503),
    () => json(payment("approved")),
  ]);
  expect(seen).toEqual(["ready", "lost", "approved"]);
});

test("a token that is worth nothing any more is said once", async () => {
  const { seen } = await followed([
    () => json(payment("ready")),
    () => json({}, 404),
    () => json({ code: "INVALID_PAGE_TOKEN", message: "" }, 401),
  ]);
  expect(seen).toEqual(["ready", "INVALID_PAGE_TOKEN"]);
});

test("an event's lines", () => {
  expect(parseEvent("id: 7\nevent: payment.ready\ndata: {\ndata: }")).toEqual({
    id: "7",
    data: "{\n}",
  });
  expect(parseEvent("retry: 1500")).toEqual({ retry: 1500 });
  expect(parseEvent("retry: soon")).toEqual({});
  expect(parseEvent(": a comment")).toEqual({});
});
