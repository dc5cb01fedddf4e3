// The demonstration's shop, bought from: the code is read from a picture of the screen.
import { expect, test, type Page } from "@playwright/test";
import { arm, clearFaults, runOutOfTime, sql } from "./support/operator.ts";
import { newShopper, scanScreen, type Shopper } from "./support/shopper.ts";
import { stack } from "./support/stack.ts";
import { expectPhase, watch, windowOf } from "./support/window.ts";

let shopper: Shopper;
let seen: ReturnType<typeof watch>;

test.beforeAll(async () => {
  shopper = await newShopper();
});

test.beforeEach(({ page }) => {
  seen = watch(page, stack().baseUrl);
});

test.afterEach(async () => {
  await clearFaults(); // should a test have ended before it did
  expect(seen.strangers, "requests to other hosts").toEqual([]);
});

/** The payment's key, after the phone has scanned the screen. */
async function orderAndScan(page: Page, way: string): Promise<string> {
  await page.goto(`${stack().baseUrl}/demo/?way=${way}`);
  await page.click("#pay");
  await expectPhase(page, "ready");
  const key = await shopper.scan(await scanScreen(page));
  await expectPhase(page, "scanned");
  return key;
}

const result = (page: Page) => page.locator("#result");
const statusOf = (key: string) =>
  fetch(`${stack().baseUrl}/v1/payments/${key}`, {
    headers: { Authorization: `Bearer ${stack().keys.secret}` },
  }).then(async (answer) => ((await answer.json()) as { status: string }).status);

for (const way of ["one_line", "server_created", "server_confirmed"]) {
  test(`a coffee is bought: ${way}`, async ({ page }) => {
    const key = await orderAndScan(page, way);
    const confirmed = shopper.confirm(key);
    await expect(result(page)).toContainText("결제가 완료되었습니다");
    expect([200, 202]).toContain((await confirmed).status);
    await expect(page.locator("[data-pay200]"), "the window closes by itself").toHaveCount(0);
    expect(seen.errors).toEqual([]);
    if (way !== "one_line") expect(await statusOf(key)).toBe("DONE");
  });
}

test("the shopper cancels on the page", async ({ page }) => {
  await page.goto(`${stack().baseUrl}/demo/`);
  await page.click("#pay");
  await expectPhase(page, "ready");
  const url = await scanScreen(page);
  await windowOf(page).getByRole("button", { name: "결제 취소" }).click();
  await windowOf(page).getByRole("button", { name: "계속 결제하기" }).click();
  await expectPhase(page, "ready");
  await page.keyboard.press("Escape");
  await windowOf(page).getByRole("alertdialog").getByRole("button", { name: "결제 취소" }).click();
  await expect(result(page)).toContainText("PAY_PROCESS_CANCELED");
  await expect(page.locator("[data-pay200]")).toHaveCount(0);
  await expect(shopper.scan(url)).rejects.toThrow();
});

test("the shopper cancels on the phone", async ({ page }) => {
  const key = await orderAndScan(page, "server_created");
  expect((await shopper.cancel(key)).status).toBe(200);
  await expectPhase(page, "canceled");
  await expect(result(page)).toContainText("PAY_PROCESS_CANCELED");
});

test("a card is declined, and a second one pays", async ({ page }) => {
  const key = await orderAndScan(page, "server_created");
  expect((await shopper.confirm(key, "9995")).status).toBe(402);
  await expectPhase(page, "declined");
  await expect(windowOf(page).locator(".reason")).toContainText("한도 초과 또는 잔액 부족");
  expect((await shopper.confirm(key)).status).toBe(200);
  await expect(result(page)).toContainText("결제가 완료되었습니다");
});

test("a card is declined at the shop's confirm, and a second one pays", async ({ page }) => {
  const key = await orderAndScan(page, "server_confirmed");
  expect((await shopper.confirm(key, "9995")).status).toBe(202);
  await expectPhase(page, "declined");
  expect((await shopper.confirm(key)).status).toBe(202);
  await expect(result(page)).toContainText("결제가 완료되었습니다");
  expect(await statusOf(key)).toBe("DONE");
});

test("the shop's server refuses another amount than was ordered, and nothing is charged", async ({
  page,
}) => {
  await page.route("**/demo/api/orders", async (route) => {
    const answer = await route.fetch();
    const ordered = (await answer.json()) as { amount: number };
    await route.fulfill({ json: { ...ordered, amount: 100 } });
  });
  const key = await orderAndScan(page, "server_confirmed");
  expect((await shopper.confirm(key)).status).toBe(202);
  await expect(result(page)).toContainText("WRONG_AMOUNT");
  expect(await statusOf(key)).toBe("CANCELED");
});

test("nobody scans in time", async ({ page }) => {
  await page.goto(`${stack().baseUrl}/demo/?way=server_created`);
  const created = page.waitForResponse((response) => response.url().endsWith("/demo/api/payments"));
  await page.click("#pay");
  const { orderId } = (await (await created).json()) as { orderId: string };
  await expectPhase(page, "ready");
  runOutOfTime(orderId);
  await expectPhase(page, "expired");
  await expect(result(page)).toContainText("EXPIRED_PAYMENT");
  await windowOf(page).getByRole("button", { name: "확인" }).click();
  await expect(page.locator("[data-pay200]")).toHaveCount(0);
});

test("nobody knows whether it was paid, and it is reversed", async ({ page }) => {
  const key = await orderAndScan(page, "server_created");
  // Nor is the first reversal heard of, so that no other network is asked either.
  await arm("lose_reply", "0200");
  await arm("lose_reply", "0420");
  const confirmed = shopper.confirm(key);
  await expectPhase(page, "authorizing");
  await expectPhase(page, "retrying");
  await expectPhase(page, "unknown");
  expect((await confirmed).status).toBe(504);
  await clearFaults();
  await expectPhase(page, "failed");
  await expect(result(page)).toContainText("PAY_PROCESS_ABORTED");
  expect(await statusOf(key)).toBe("ABORTED");
});

test("what is paid is paid once", async () => {
  expect(
    sql(
      "SELECT count(*) FROM (SELECT payment_id FROM pay200.transaction WHERE type = 'PAYMENT' GROUP BY 1 HAVING count(*) > 1) twice",
    ),
  ).toBe("0");
});
