// Every page: without a request to another host, and for everybody.
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { stack } from "./support/stack.ts";
import { newShopper, scanScreen } from "./support/shopper.ts";
import { expectPhase, watch, windowOf } from "./support/window.ts";

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`,
  );
  expect(told).toEqual([]);
}

for (const lang of ["ko", "en"]) {
  test(`the demo shop and the window over it, ${lang}`, async ({ page }) => {
    const seen = watch(page, stack().baseUrl);
    await page.goto(`${stack().baseUrl}/demo/?lang=${lang}`);
    await expect(page.locator("#source")).toContainText("requestPayment");
    await expectAccessible(page);
    await page.click("#pay");
    await expectPhase(page, "ready");
    await page.waitForTimeout(400); // its way in
    await expectAccessible(page);
    expect(seen).toEqual({ strangers: [], errors: [] });
  });
}

test("while the window loads", async ({ page }) => {
  await page.route("**/v1/checkout/window/*", () => undefined); // never answered
  await page.goto(`${stack().baseUrl}/demo/`);
  await page.click("#pay");
  const shade = page.getByRole("dialog", { name: "결제" });
  await expect(shade.getByRole("status")).toHaveText("결제창을 여는 중입니다");
  await page.waitForTimeout(1_000); // its way in
  await expectAccessible(page);
});

test("the keyboard keeps its place in the window while the payment goes on", async ({ page }) => {
  await page.goto(`${stack().baseUrl}/demo/?way=server_created`);
  await page.click("#pay");
  await expectPhase(page, "ready");
  const frame = windowOf(page);
  const cancel = frame.getByRole("button", { name: "결제 취소" });
  await cancel.focus();
  const shopper = await newShopper();
  const key = await shopper.scan(await scanScreen(page));
  await expectPhase(page, "scanned");
  await expect(cancel, "on what says the same").toBeFocused();
  expect((await shopper.confirm(key)).status).toBe(200);
  await expectPhase(page, "approved");
  await expect(frame.locator("main"), "else on the window").toBeFocused();
});

test("on a phone there is a button to the app, and no page is wider than the screen", async ({
  browser,
}) => {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    locale: "ko-KR",
  });
  const page = await context.newPage();
  await page.goto(`${stack().baseUrl}/demo/`);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.tap("#pay");
  await expectPhase(page, "ready");
  const frame = page.frameLocator("[data-pay200] iframe");
  await expect(frame.getByRole("link", { name: "앱에서 결제하기" })).toHaveAttribute(
    "href",
    /\/app\/#qr=qrt_/,
  );
  await frame.getByRole("button", { name: "다른 휴대폰으로 스캔하기" }).tap();
  await expect(frame.getByRole("img", { name: "결제 QR 코드" })).toBeVisible();
  await context.close();
});

test("the API reference asks nobody else, and shows the API", async ({ page }) => {
  const seen = watch(page, stack().baseUrl);
  await page.goto(`${stack().baseUrl}/docs/`);
  await expect(page.getByRole("heading", { name: "Create a payment" }).first()).toBeVisible();
  await expect(page.getByText("Client Libraries"), "that there are none").toBeHidden();
  expect(seen.strangers).toEqual([]);
  expect(seen.errors).toEqual([]);
  await expect(page.locator('a[href^="http"]').filter({ hasNotText: "Scalar" })).toHaveCount(0);
});
