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

/** Follows with these answers, in order; what was seen, and what was asked. */
async function followed(answers: ((request: Request) => Response | Error)[]) {
  const seen: string[] = [];
  const asked: Request[] = [];
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const request = new Request(`http://gateway${path}`, init);
    asked.push(request);
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

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("where there is no stream it asks each second, and tells only of changes", async () => {
  const { seen, asked } = await followed([
    () => json(payment("ready")),
    () => json({}, 404),
    () => json(payment("ready")),
    () => json(payment("scanned")),
    () => json(payment("approved")),
  ]);
  expect(seen).toEqual(["ready", "scanned", "approved"]);
  expect(asked.map(({ url }) => new URL(url).pathname)).toEqual([
    "/v1/checkout",
    "/v1/events",
    ...Array<string>(3).fill("/v1/checkout"),
  ]);
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
    () => json(payment("scanned")),
    () => stream(event(3, "approved")),
    () => json(payment("approved")),
  ]);
  expect(seen).toEqual(["ready", "scanned", "approved"]);
  expect(asked[5]!.headers.get("Last-Event-ID")).toBe("2");
});

test("a gateway that is away is waited for", async () => {
  const { seen } = await followed([
    () => json(payment("ready")),
    () => json({}, 404),
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
  expect(parseEvent(": a comment")).toEqual({});
});
