import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cancel, cancelSurely } from "./cancel.ts";

beforeEach(() => {
  vi.useFakeTimers();
  const device = new EventTarget();
  vi.stubGlobal("addEventListener", device.addEventListener.bind(device));
  vi.stubGlobal("removeEventListener", device.removeEventListener.bind(device));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Answers with these statuses, in order: 0 is no connection, -1 no answer. The last one stays. */
function answering(...statuses: number[]) {
  const fetched = vi.fn((_path: string, init: RequestInit) => {
    const status = statuses.length > 1 ? statuses.shift()! : statuses[0]!;
    if (status === 0) return Promise.reject(new TypeError("away"));
    if (status > 0) return Promise.resolve(new Response("{}", { status }));
    return new Promise<Response>((_, failed) =>
      init.signal!.addEventListener("abort", () => failed(new DOMException("", "AbortError"))),
    );
  });
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

test.each([200, 202, 409])("the gateway has heard of it: %i", async (status) => {
  const fetched = answering(0, 502, -1, status);
  const done = cancelSurely("ptk_1", "ko", () => false);
  await vi.runAllTimersAsync();
  await done;
  expect(fetched).toHaveBeenCalledTimes(4);
});

test("it is said again until the payment is over", async () => {
  const fetched = answering(503);
  let over = false;
  setTimeout(() => (over = true), 60_000);
  const done = cancelSurely("ptk_1", "ko", () => over);
  await vi.runAllTimersAsync();
  await done;
  expect(fetched.mock.calls.length).toBeGreaterThan(5);
  expect(fetched.mock.calls.length).toBeLessThan(20);
});

test("a shopper who cancels is told after 10 s that it could not be done", async () => {
  answering(-1);
  const begun = Date.now();
  const failed = expect(cancel("ptk_1", "ko")).rejects.toThrow();
  await vi.runAllTimersAsync();
  await failed;
  expect(Date.now() - begun).toBe(10_000);
});
