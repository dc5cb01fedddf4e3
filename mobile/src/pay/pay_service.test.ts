// What is asked of the gateway, and when: a gateway that answers as it is told, and a clock of the test's.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Outcome, Payment } from "../api/client.ts";
import type { Try } from "./confirmation.ts";

type Answer = Outcome<Payment>;

interface Asked {
  what: string;
  answer: (outcome: Answer) => void;
}

const asked: Asked[] = [];
const names = () => asked.map(({ what }) => what);
let online = true;
const listeners = new Set<() => void>();

vi.mock("../api/client.ts", () => ({
  ask: (request: unknown) => request,
  client: {
    GET: () => request("read"),
    POST: (path: string) => request(path.split("/").at(-1)!),
  },
}));

const request = (what: string) =>
  new Promise<Answer>((answer) => {
    asked.push({ what, answer });
  });

const payment = (phase: Payment["phase"], more: Partial<Payment> = {}): Answer => ({
  kind: "done",
  status: 200,
  at: Date.now(),
  data: {
    paymentKey: "pay_1",
    shopName: "한강 커피",
    orderName: "커피 두 잔",
    totalAmount: 9900,
    currency: "KRW",
    status: "IN_PROGRESS",
    phase,
    expiresAt: "2026-11-22T16:10:03.123+09:00",
    holdExpiresAt: "2026-11-22T16:08:11.000+09:00",
    installmentPlans: [0],
    waitsForShop: false,
    approvedAt: null,
    failure: null,
    card: null,
    ...more,
  },
});

const refusal = (code: string, status: number, advice?: string): Answer => ({
  kind: "refused",
  problem: { code, status, message: code, advice } as never,
});
const lost: Answer = { kind: "lost" };

const one: Try = {
  idempotencyKey: "one",
  cardId: "crd_a",
  months: 0,
  confirmation: { pin: "135790" },
};

let service: typeof import("./pay_service.ts");

/** The answer to what was asked last. */
async function answer(outcome: Answer): Promise<void> {
  asked.at(-1)!.answer(outcome);
  await vi.advanceTimersByTimeAsync(0);
}
const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

async function confirmed(): Promise<void> {
  service.tell({ type: "open", token: "qrt_1" });
  await answer(payment("scanned"));
  service.tell({ type: "confirm", try: one });
}

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  asked.length = 0;
  online = true;
  listeners.clear();
  vi.stubGlobal("addEventListener", (_: string, listener: () => void) => listeners.add(listener));
  vi.stubGlobal("removeEventListener", (_: string, listener: () => void) =>
    listeners.delete(listener),
  );
  vi.stubGlobal("navigator", {
    get onLine() {
      return online;
    },
  });
  service = await import("./pay_service.ts");
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a code is scanned once, whoever turns out to be logged in meanwhile", async () => {
  service.tell({ type: "open", token: "qrt_1" });
  service.tell({ type: "again" });
  await answer(payment("scanned"));
  expect(names()).toEqual(["scan"]);
  expect(service.flow.get().step).toBe("details");
});

test("a confirm that is under way is not sent again, and its answer is heard", async () => {
  await confirmed();
  service.tell({ type: "again" });
  service.tell({ type: "open", token: "qrt_2" });
  expect(names()).toEqual(["scan", "confirm"]);
  await answer(payment("approved"));
  expect(service.flow.get()).toMatchObject({ step: "ended", how: "paid" });
});

test("a confirm whose answers are lost is sent twice at most by itself, and looked after for good", async () => {
  await confirmed();
  await answer(lost);
  await pass(1.5);
  expect(names().at(-1)).toBe("read"); // how is it?
  await answer(payment("scanned"));
  expect(names().at(-1)).toBe("confirm");
  await answer(lost);
  for (let look = 0; look < 6; ++look) {
    await pass(15);
    expect(names().at(-1)).toBe("read");
    await answer(payment("scanned"));
  }
  expect(names().filter((what) => what === "confirm")).toHaveLength(2);
  // The shopper may.
  service.tell({ type: "again" });
  expect(names().filter((what) => what === "confirm")).toHaveLength(3);
});

test("a confirm whose answer is lost and that has charged is never sent again", async () => {
  await confirmed();
  await answer(lost);
  await pass(1.5);
  await answer(payment("approved"));
  expect(service.flow.get()).toMatchObject({ step: "ended", how: "paid" });
  expect(names()).toEqual(["scan", "confirm", "read"]);
});

test("a mistyped PIN on a bad line is told as such", async () => {
  await confirmed();
  await answer(lost);
  await pass(1.5);
  await answer(payment("scanned"));
  await answer(refusal("INVALID_PIN", 403));
  await answer(payment("scanned"));
  expect(service.flow.get()).toMatchObject({ step: "details", notice: { kind: "pinWrong" } });
});

test("without a connection nothing is asked, and everything as soon as there is one", async () => {
  service.tell({ type: "open", token: "qrt_1" });
  online = false;
  await answer(lost);
  await pass(60);
  expect(names()).toEqual(["scan"]);
  online = true;
  for (const listener of listeners) listener();
  await pass(0);
  expect(names()).toEqual(["scan", "scan"]);
});

test("nothing is asked of a gateway that wants a log-in, until somebody has logged in", async () => {
  await confirmed();
  await answer(payment("confirmed"));
  expect(names().at(-1)).toBe("read");
  await answer(refusal("UNAUTHORIZED", 401));
  const before = asked.length;
  await pass(60);
  expect(asked).toHaveLength(before);
  service.tell({ type: "again" });
  await pass(4);
  expect(asked).toHaveLength(before + 1);
});

test("what takes long is looked at less often", async () => {
  await confirmed();
  await answer(payment("unknown"));
  const within = async (seconds: number) => {
    const before = asked.length;
    for (let tenth = 0; tenth < seconds * 10; ++tenth) {
      await pass(0.1);
      await answer(payment("unknown"));
    }
    return asked.length - before;
  };
  expect(await within(20)).toBeGreaterThanOrEqual(15);
  await within(15);
  expect(await within(20)).toBeLessThanOrEqual(6);
});

test("after a decline the payment is read, and the refused card is proposed no more", async () => {
  await confirmed();
  const { choice: chosen } = await import("./choice.ts");
  chosen.set({ cardId: "crd_a", months: 3 });
  await answer(refusal("REJECT_CARD_PAYMENT", 402, "ANOTHER_CARD"));
  expect(names().at(-1)).toBe("read");
  expect(chosen.get()).toEqual({ cardId: null, months: 3 });
  await answer(payment("failed"));
  expect(service.flow.get()).toMatchObject({ step: "ended", how: "failed" });
});
