// The window over a shop's page as the page has it: how it covers it, and how it is left.
import { expect, test } from "@playwright/test";
import { createPayment } from "./support/operator.ts";
import {
  call,
  kiosk,
  newOrderId,
  open,
  openListedShop,
  pays,
  request,
  script,
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

for (const way of ["the button", "Escape"]) {
  test(`a gateway that does not answer is left by ${way}`, async ({ page }) => {
    await open(page, kiosk(), shop);
    await page.route("**/v1/payments", () => undefined); // never answered
    const outcome = request(page);
    const shade = page.locator("[data-pay200]");
    await expect(shade.getByRole("status")).toHaveText("결제창을 여는 중입니다");
    if (way === "the button") await shade.getByRole("button", { name: "닫기" }).click();
    else await page.keyboard.press("Escape");
    expect(await outcome).toMatchObject({ name: "Pay200Error", code: "PAY_PROCESS_CANCELED" });
    await expect(shade).toHaveCount(0);
    await page.unroute("**/v1/payments");
    await pays(page);
  });
}

test("a window that does not load is left, and what became of its payment is not claimed", async ({
  page,
}) => {
  await open(page, kiosk(), shop);
  const created = await createPayment(stack().kiosk.keys.secret, newOrderId());
  await page.route("**/v1/checkout/window/*", () => undefined);
  const outcome = call(page, "openPayment", { ...created, failUrl: "/failed" });
  await page.locator("[data-pay200]").getByRole("button", { name: "닫기" }).click();
  expect(await outcome).toMatchObject({ code: "OUTCOME_UNKNOWN" });
});

test("the keyboard stays in the window, and comes back to where it was", async ({ page }) => {
  const buttons = '<button id="buy">결제</button><button id="other">다른 것</button>';
  shop.serve(script(kiosk()).replace("<h1>", `${buttons}<h1>`));
  await page.goto(shop.origin);
  await page.focus("#buy");
  const outcome = request(page);
  await expectPhase(page, "ready");
  const focused = () => page.evaluate(() => document.activeElement!.tagName);
  const visited: string[] = [];
  for (const key of [...Array<string>(8).fill("Tab"), ...Array<string>(8).fill("Shift+Tab")]) {
    await page.keyboard.press(key);
    visited.push(await focused());
  }
  expect(visited).toContain("IFRAME");
  expect(visited).not.toContain("BUTTON");
  expect(
    await page.evaluate(() => {
      document.getElementById("buy")!.focus();
      return document.activeElement!.id;
    }),
    "nor can the page take it away",
  ).toBe("");

  // Escape asks, whether the page has the focus or the window.
  await page.evaluate(() => document.querySelector<HTMLElement>("[data-pay200]")!.focus());
  await page.keyboard.press("Escape");
  const asks = windowOf(page).getByRole("alertdialog");
  await expect(asks).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(asks).toHaveCount(0);
  await page.keyboard.press("Escape");
  await asks.getByRole("button", { name: "결제 취소" }).click();
  expect(await outcome).toMatchObject({ code: "PAY_PROCESS_CANCELED" });
  await expect(page.locator("[data-pay200]")).toHaveCount(0);
  expect(await page.evaluate(() => document.activeElement!.id)).toBe("buy");
});

test("the page scrolls neither under the window nor differently after it", async ({ page }) => {
  await open(page, kiosk(), shop);
  const outcome = request(page);
  await expectPhase(page, "ready");
  const overflow = () => page.evaluate(() => document.documentElement.style.overflow);
  expect(await overflow()).toBe("hidden");
  await page.evaluate(() => document.querySelector("dialog")!.close()); // as browsers may, against our will
  await expect(windowOf(page).getByRole("alertdialog")).toBeVisible();
  await expect(page.locator("dialog:modal")).toHaveCount(1);
  await windowOf(page).getByRole("alertdialog").getByRole("button", { name: "결제 취소" }).click();
  await outcome;
  await expect(page.locator("[data-pay200]")).toHaveCount(0);
  expect(await overflow()).toBe("");
});

test("a call in the head, before there is a body", async ({ page }) => {
  const order = JSON.stringify({ orderId: newOrderId(), orderName: "커피", amount: 4500 });
  shop.serve(
    `<!doctype html><html lang="ko"><head>
      <script src="${stack().baseUrl}/sdk/v1/pay200.js?appkey=${kiosk()}"></script>
      <script>window.paid = Pay200.requestPayment(${order}).then(({ status }) => status)</script>
      <title>상점</title></head><body><h1>상점</h1></body></html>`,
  );
  await page.goto(shop.origin);
  await expectPhase(page, "ready");
  const shopper = await newShopper();
  await shopper.confirm(await shopper.scan(await scanScreen(page)));
  expect(await page.evaluate(() => (window as never as { paid: unknown }).paid)).toBe("DONE");
  await expect(page.locator("[data-pay200]")).toHaveCount(0);
});
