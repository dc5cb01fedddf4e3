import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { checkCreated, checkRequest, createPayment } from "./create.ts";
import type { Pay200Error } from "./error.ts";

const order = { orderId: "order-0001", orderName: "커피", amount: 4500 };
const created = { mId: "mer_1", pageToken: "ptk_1" };
const made = { mId: "mer_1", pageToken: { token: "ptk_1" } };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", new EventTarget());
  vi.stubGlobal("location", new URL("https://shop.example/cart"));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A connection that is stuck. */
const stuck = (init: RequestInit) =>
  new Promise<Response>((_, failed) => {
    init.signal!.addEventListener("abort", () => failed(new DOMException("", "AbortError")));
  });

/** Creates a payment with these answers, in order; what came of it, and when each was asked for. */
async function create(
  answers: ((init: RequestInit) => Response | Promise<Response>)[],
  gone = new AbortController(),
) {
  const asked: { at: number; key: string | null }[] = [];
  const begun = Date.now();
  vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => {
    asked.push({
      at: Date.now() - begun,
      key: new Headers(init.headers).get("Idempotency-Key"),
    });
    return (answers.shift() ?? stuck)(init);
  });
  const result = createPayment("https://pay.example", "test_ck_", order, "ko", gone.signal).then(
    (value) => value,
    (thrown: Pay200Error) => thrown,
  );
  await vi.runAllTimersAsync();
  return { result: await result, asked, tookMs: Date.now() - begun };
}

test("a connection that is stuck is given up after 10 s, and the same is asked again", async () => {
  const { result, asked } = await create([stuck, () => Response.json(made)]);
  expect(result).toEqual(created);
  expect(asked).toHaveLength(2);
  expect(asked[1]!.at).toBeGreaterThanOrEqual(10_000);
  expect(asked[1]!.at).toBeLessThan(11_000);
  expect(asked[1]!.key).toBe(asked[0]!.key);
});

test("an answer whose body is stuck is given up, too", async () => {
  const body = (init: RequestInit) =>
    new Response(
      new ReadableStream({
        start: (controller) =>
          init.signal!.addEventListener("abort", () => controller.error(new Error("given up"))),
      }),
    );
  const { result, tookMs } = await create([body, () => Response.json(made)]);
  expect(result).toEqual(created);
  expect(tookMs).toBeLessThan(11_000);
});

test("a gateway that never answers is unavailable after half a minute", async () => {
  const { result, asked, tookMs } = await create([]);
  expect(result).toMatchObject({ code: "GATEWAY_UNAVAILABLE", retryable: true });
  expect(asked).toHaveLength(3);
  expect(tookMs).toBeLessThan(35_000);
});

test("who has left is not waited for, and nothing more is asked", async () => {
  const gone = new AbortController();
  setTimeout(() => gone.abort(), 500);
  const { asked, tookMs } = await create([], gone);
  expect(asked).toHaveLength(1);
  expect(tookMs).toBeLessThan(1_000);
});

const paramOf = (act: () => void): string | undefined => {
  try {
    act();
  } catch (thrown) {
    return (thrown as Pay200Error).param;
  }
  return undefined;
};

test.each(["successUrl", "failUrl"])("%s is a page", (param) => {
  for (const value of ["javascript:alert(1)", "https://", "data:text/html,", "http://["]) {
    expect(
      paramOf(() => checkRequest({ ...order, [param]: value }, "ko")),
      value,
    ).toBe(param);
    expect(
      paramOf(() => checkCreated({ ...created, [param]: value }, "ko")),
      value,
    ).toBe(param);
  }
  for (const value of ["/done", "https://shop.example/done?from=cart", "?done", undefined]) {
    expect(paramOf(() => checkCreated({ ...created, [param]: value }, "ko"))).toBeUndefined();
  }
});

test("what is opened is what the server was given", () => {
  expect(paramOf(() => checkCreated({ ...created, mId: "1" }, "ko"))).toBe("mId");
  expect(
    paramOf(() => checkCreated({ ...created, pageToken: made.pageToken as never }, "ko")),
  ).toBe("pageToken");
  expect(paramOf(() => checkCreated(undefined as never, "ko"))).toBe("pageToken");
});
