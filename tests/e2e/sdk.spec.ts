// The SDK on a shop's page of another origin: what goes wrong, and how it loads.
import { expect, test } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { gzipSync } from "node:zlib";
import { createPayment } from "./support/operator.ts";
import {
  call,
  kiosk,
  newOrderId,
  open,
  openListedShop,
  pays,
  request,
} from "./support/shop_calls.ts";
import { openShop, type ShopPage } from "./support/shop_page.ts";
import { newShopper, scanScreen } from "./support/shopper.ts";
import { stack } from "./support/stack.ts";
import { expectPhase, watch, windowOf } from "./support/window.ts";

let shop: ShopPage;
let stranger: ShopPage;

test.beforeAll(async () => {
  shop = await openListedShop();
  stranger = await openShop();
});

test.afterAll(async () => {
  await shop.close();
  await stranger.close();
});

const mistyped = (key: string) => key.slice(0, -1) + (key.endsWith("a") ? "b" : "a");

test("a payment on another origin's page", async ({ page }) => {
  const seen = watch(page, shop.origin, stack().baseUrl);
  await open(page, kiosk(), shop);
  await pays(page);
  expect(seen).toEqual({ strangers: [], errors: [] });
});

test("a key that is none, mistyped, secret, of the other mode", async ({ page }) => {
  const wrong = {
    "": "INVALID_API_KEY",
    nonsense: "INVALID_API_KEY",
    [mistyped(kiosk())]: "INVALID_API_KEY",
    [stack().keys.secret]: "SECRET_KEY_IN_PAGE",
    ["live" + kiosk().slice(4)]: "MODE_MISMATCH",
  };
  for (const [key, code] of Object.entries(wrong)) {
    await open(page, key, shop);
    const outcome = await request(page);
    expect(outcome, key).toMatchObject({ name: "Pay200Error", code, param: "clientKey" });
    expect(outcome.message).toMatch(/[가-힣]/);
    await expect(page.locator("[data-pay200]")).toHaveCount(0);
  }
});

test("a revoked key", async ({ page }) => {
  const pgctl = (...words: string[]) =>
    JSON.parse(
      execFileSync(
        "build/release/bin/pgctl",
        ["--config", stack().config, ...words, "--output", "json"],
        {
          encoding: "utf8",
        },
      ),
    ) as Record<string, string>;
  const issued = pgctl("key", "issue", "--merchant", stack().kiosk.merchant.id, "--kind", "client");
  const key = Object.values(issued).find((value) => /^test_ck_\w{38}$/.test(value))!;
  await open(page, key, shop);
  await page.evaluate(
    () =>
      void window
        .Pay200!.requestPayment({ orderId: "order-1234", orderName: "커피", amount: 1000 })
        .catch(() => undefined),
  );
  await expectPhase(page, "ready");
  pgctl(
    "key",
    "revoke",
    Object.values(issued).find((value) => /^key_/.test(value))!,
    "--yes",
  );
  await open(page, key, shop);
  await expect(async () => {
    const outcome = await request(page);
    expect(outcome).toMatchObject({ name: "Pay200Error", code: "INVALID_API_KEY" });
  }).toPass();
});

test("an origin that is not on the list", async ({ page }) => {
  await open(page, kiosk(), stranger);
  expect(await request(page)).toMatchObject({
    name: "Pay200Error",
    code: "ORIGIN_NOT_ALLOWED",
    detail: stranger.origin,
  });
  // Nor would the window be shown there, as it is on a page that may.
  const shownOn = async (where: ShopPage): Promise<string> => {
    const url = `${stack().baseUrl}/v1/checkout/window/${stack().kiosk.merchant.id}`;
    where.serve(`<!doctype html><title>상점</title><iframe src="${url}"></iframe>`);
    await page.goto(where.origin);
    return page.frames()[1]!.url();
  };
  expect(await shownOn(stranger)).toContain("chrome-error:");
  expect(await shownOn(shop)).toContain("/v1/checkout/window/");
});

test("a payment that a server has created, on an origin that is not on the list", async ({
  page,
}) => {
  await open(page, kiosk(), stranger);
  const created = await createPayment(stack().kiosk.keys.secret, newOrderId());
  const begun = Date.now();
  const outcome = await call(page, "openPayment", created);
  expect(outcome).toMatchObject({
    name: "Pay200Error",
    code: "ORIGIN_NOT_ALLOWED",
    detail: stranger.origin,
  });
  expect(outcome.message).toMatch(/[가-힣]/);
  expect(Date.now() - begun, "before patience runs out").toBeLessThan(12_000);
  await expect(page.locator("[data-pay200]")).toHaveCount(0);
});

test("a window that does not come up says nothing of what was charged", async ({ page }) => {
  await open(page, kiosk(), shop);
  const created = await createPayment(stack().kiosk.keys.secret, newOrderId());
  await page.route("**/v1/checkout/window/*", (route) =>
    route.fulfill({ status: 502, body: "<html>" }),
  );
  const outcome = await call(page, "openPayment", created);
  expect(outcome).toMatchObject({ code: "GATEWAY_UNAVAILABLE", retryable: true });
  expect(outcome.message).not.toContain("청구");
  await page.unroute("**/v1/checkout/window/*");
  void call(page, "openPayment", created).catch(() => undefined); // the page is left open
  await expectPhase(page, "ready");
});

test("options that are wrong name the one at fault", async ({ page }) => {
  await open(page, kiosk(), shop);
  for (const [param, value] of [
    ["orderId", "짧음"],
    ["orderName", ""],
    ["amount", 10.5],
    ["amount", "4500"],
    ["successUrl", "javascript:alert(1)"],
    ["failUrl", "https://"],
  ] as const) {
    expect(await request(page, { [param]: value })).toMatchObject({
      code: "INVALID_REQUEST",
      param,
    });
  }
  for (const [param, value] of [
    ["successUrl", "javascript:alert(1)"],
    ["failUrl", "https://"],
  ] as const) {
    const created = { mId: "mer_1", pageToken: "ptk_1", [param]: value };
    expect(await call(page, "openPayment", created)).toMatchObject({
      code: "INVALID_REQUEST",
      param,
    });
  }
  expect(await request(page, { taxFreeAmount: 9999 })).toMatchObject({ code: "INVALID_REQUEST" });
});

test("the gateway is down, and the next call works without a reload", async ({ page, context }) => {
  await open(page, kiosk(), shop);
  await context.setOffline(true);
  const down = await request(page);
  expect(down).toMatchObject({ code: "GATEWAY_UNAVAILABLE", retryable: true });
  await context.setOffline(false);
  await page.route("**/v1/payments", (route) => route.fulfill({ status: 502, body: "<html>" }));
  expect(await request(page)).toMatchObject({ code: "GATEWAY_UNAVAILABLE", retryable: true });
  await page.unroute("**/v1/payments");
  await pays(page);
});

test("the connection goes while the window is open, and comes back", async ({ page, context }) => {
  await open(page, kiosk(), shop);
  const outcome = request(page);
  await expectPhase(page, "ready");
  const url = await scanScreen(page);
  await context.setOffline(true);
  await expect(windowOf(page).getByText("다시 연결하고 있습니다")).toBeVisible();
  const shopper = await newShopper();
  await shopper.confirm(await shopper.scan(url));
  await context.setOffline(false);
  expect(await outcome).toEqual({ status: "DONE" });
});

test("one window at a time", async ({ page }) => {
  await open(page, kiosk(), shop);
  const first = request(page);
  await expectPhase(page, "ready");
  expect(await request(page)).toMatchObject({ code: "WINDOW_ALREADY_OPEN" });
  await windowOf(page).getByRole("button", { name: "결제 취소" }).click();
  await windowOf(page).getByRole("alertdialog").getByRole("button", { name: "결제 취소" }).click();
  expect(await first).toMatchObject({ code: "PAY_PROCESS_CANCELED" });
});

test("loading it twice does nothing twice", async ({ page }) => {
  const tag = `<script src="${stack().baseUrl}/sdk/v1/pay200.js?appkey=${kiosk()}"></script>`;
  shop.serve(`<!doctype html>${tag}<script>window.first = window.Pay200</script>${tag}`);
  await page.goto(shop.origin);
  expect(
    await page.evaluate(() => (window as never as { first: unknown }).first === window.Pay200),
  ).toBe(true);
  await pays(page);
});

test("on() returns what undoes it", async ({ page }) => {
  await open(page, kiosk(), shop);
  const phases = await page.evaluate(() => {
    const log: string[] = [];
    Object.assign(window, { log });
    window.Pay200!.on("scan", () => log.push("undone"))();
    window.Pay200!.on("change", ({ phase }) => log.push(phase));
    window.Pay200!.on("complete", () => {
      log.push("complete");
      throw new Error("the shop's own");
    });
    return log;
  });
  expect(phases).toEqual([]);
  await pays(page);
  const log = await page.evaluate(() => (window as never as { log: string[] }).log);
  expect(log.filter((phase) => phase !== "authorizing")).toEqual([
    "ready",
    "scanned",
    "approved",
    "complete",
  ]);
});

test("pay200.js is small, and cached as it should be", async () => {
  const newest = await fetch(`${stack().baseUrl}/sdk/v1/pay200.js?appkey=x`);
  expect(gzipSync(Buffer.from(await newest.arrayBuffer())).length).toBeLessThanOrEqual(12 * 1024);
  expect(newest.headers.get("content-encoding")).toBe("gzip");
  expect(newest.headers.get("cache-control")).toBe("public, max-age=300");
  const { path } = (await (await fetch(`${stack().baseUrl}/sdk/v1/manifest.json`)).json()) as {
    path: string;
  };
  const fixed = await fetch(stack().baseUrl + path);
  expect(fixed.headers.get("cache-control")).toContain("immutable");
  expect(fixed.headers.get("access-control-allow-origin")).toBe("*");
});
