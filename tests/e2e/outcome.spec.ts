// What a shop's page is told of how a payment turned out, by addresses above all.
import { expect, test, type Page } from "@playwright/test";
import {
  kiosk,
  newOrderId,
  open,
  openListedShop,
  pays,
  request,
  requestAndGo,
} from "./support/shop_calls.ts";
import type { ShopPage } from "./support/shop_page.ts";
import { newShopper, scanScreen } from "./support/shopper.ts";
import { stack } from "./support/stack.ts";
import { expectPhase, windowOf } from "./support/window.ts";

let shop: ShopPage;

test.beforeAll(async () => {
  shop = await openListedShop();
});

test.afterAll(() => shop.close());

test("redirects carry what the shop needs", async ({ page }) => {
  await open(page, kiosk(), shop);
  const successUrl = `${shop.origin}/done?from=cart`;
  void request(page, { orderId: "order-redirect-1", successUrl }).catch(() => undefined);
  await expectPhase(page, "ready");
  const shopper = await newShopper();
  const key = await shopper.scan(await scanScreen(page));
  await shopper.confirm(key);
  await page.waitForURL(/\/done/);
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
    from: "cart",
    paymentKey: key,
    orderId: "order-redirect-1",
    amount: "4500",
  });

  void request(page, { orderId: "order-redirect-2", failUrl: "/failed" }).catch(() => undefined);
  await expectPhase(page, "ready");
  await windowOf(page).getByRole("button", { name: "결제 취소" }).click();
  await windowOf(page).getByRole("alertdialog").getByRole("button", { name: "결제 취소" }).click();
  await page.waitForURL(/\/failed/);
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({
    code: "PAY_PROCESS_CANCELED",
    orderId: "order-redirect-2",
  });
});

/** What the page goes to, each of which takes its time to answer; how often each was asked for. */
async function slowPages(page: Page, ms: number): Promise<string[]> {
  const asked: string[] = [];
  await page.route(/\/(done|failed)\b/, async (route) => {
    asked.push(new URL(route.request().url()).pathname);
    await new Promise((answer) => setTimeout(answer, ms));
    await route.fulfill({ contentType: "text/html", body: "<!doctype html><title>상점</title>" });
  });
  return asked;
}

const both = { successUrl: "/done", failUrl: "/failed" };

test("who has paid comes to successUrl, however long that takes to answer", async ({ page }) => {
  await open(page, kiosk(), shop);
  const asked = await slowPages(page, 5_000);
  requestAndGo(page, both);
  await expectPhase(page, "ready");
  const shopper = await newShopper();
  await shopper.confirm(await shopper.scan(await scanScreen(page)));
  await page.waitForURL(/\/done/);
  expect(asked).toEqual(["/done"]);
});

test("who has cancelled comes to failUrl with that, however long it takes", async ({ page }) => {
  await open(page, kiosk(), shop);
  const asked = await slowPages(page, 4_000);
  requestAndGo(page, both);
  await expectPhase(page, "ready");
  await windowOf(page).getByRole("button", { name: "결제 취소" }).click();
  await windowOf(page).getByRole("alertdialog").getByRole("button", { name: "결제 취소" }).click();
  await page.waitForURL(/\/failed/);
  expect(asked).toEqual(["/failed"]);
  expect(new URL(page.url()).searchParams.get("code")).toBe("PAY_PROCESS_CANCELED");
});

test("a shop that confirms behind successUrl is asked for it once", async ({ page }) => {
  await open(page, stack().keys.client, shop);
  const { secret } = stack().keys;
  const confirms: number[] = [];
  await page.route(/\/done\b/, async (route) => {
    const { searchParams } = new URL(route.request().url());
    const answer = await fetch(`${stack().baseUrl}/v1/payments/confirm`, {
      method: "POST",
      headers: { Authorization: `Basic ${btoa(`${secret}:`)}`, "Content-Type": "application/json" },
      body: JSON.stringify({
        paymentKey: searchParams.get("paymentKey"),
        orderId: searchParams.get("orderId"),
        amount: Number(searchParams.get("amount")),
      }),
    });
    confirms.push(answer.status);
    await new Promise((done) => setTimeout(done, 4_000)); // the window hears of it meanwhile
    await route.fulfill({ contentType: "text/html", body: "<!doctype html><title>상점</title>" });
  });
  requestAndGo(page, both);
  await expectPhase(page, "ready");
  const shopper = await newShopper();
  await shopper.confirm(await shopper.scan(await scanScreen(page)));
  await page.waitForURL(/\/done/);
  expect(confirms).toEqual([200]);
});

test("a page that comes back as it was left has no window over it", async ({ page }) => {
  await open(page, kiosk(), shop);
  // Nothing follows: the page stays, as one that the history has kept.
  await page.route(/\/done\b/, (route) => route.fulfill({ status: 204 }));
  requestAndGo(page, both);
  await expectPhase(page, "ready");
  const shopper = await newShopper();
  await shopper.confirm(await shopper.scan(await scanScreen(page)));
  const shade = page.locator("[data-pay200]");
  await expect(shade.getByRole("status")).toHaveText("상점으로 돌아가는 중입니다");
  await page.evaluate(() =>
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true })),
  );
  await expect(shade).toHaveCount(0);
  await pays(page);
});

test("a shop's refusal reaches the gateway, though its first request is lost", async ({ page }) => {
  await open(page, stack().keys.client, shop);
  let asked = 0;
  await page.route("**/v1/checkout/cancel", (route) =>
    ++asked === 1 ? route.abort("connectionreset") : route.continue(),
  );
  const outcome = page.evaluate(
    (orderId) =>
      window
        .Pay200!.requestPayment({
          orderId,
          orderName: "커피",
          amount: 4500,
          confirm: () => {
            throw Object.assign(new Error("품절입니다."), { code: "SOLD_OUT" });
          },
        })
        .catch(({ code, message }) => ({ code, message })),
    newOrderId(),
  );
  await expectPhase(page, "ready");
  const shopper = await newShopper();
  await shopper.confirm(await shopper.scan(await scanScreen(page)));
  expect(await outcome).toEqual({ code: "SOLD_OUT", message: "품절입니다." });
  expect(asked).toBeGreaterThan(1);
});
