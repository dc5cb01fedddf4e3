// A network that is gone, loses answers or never gives one: nothing is charged twice, and nobody is left alone.
import { expect, test, type Page, type Route } from "@playwright/test";
import { chargesOf } from "./support/operator.ts";
import {
  app,
  confirm,
  enterPin,
  expectScreen,
  logIn,
  openOrder,
  order,
  phone,
  press,
  signUp,
  statusOf,
} from "./support/phone.ts";
import { stack } from "./support/stack.ts";
import { watch } from "./support/window.ts";

test.use(phone);

let seen: ReturnType<typeof watch>;

test.beforeEach(async ({ page, context }) => {
  seen = watch(page, stack().baseUrl);
  await logIn(context);
});

test.afterEach(() => expect(seen.strangers, "requests to other hosts").toEqual([]));

/** The request reaches the gateway, its answer does not reach the phone. */
async function loseAnswers(
  page: Page,
  path: string,
): Promise<{ sent: string[]; stop: () => Promise<void> }> {
  const sent: string[] = [];
  const lose = async (route: Route) => {
    sent.push(route.request().headers()["idempotency-key"] ?? "");
    await route.fetch().catch(() => undefined);
    await route.abort();
  };
  await page.route(path, lose);
  return { sent, stop: () => page.unroute(path, lose) };
}

test.describe("the network is gone", () => {
  test("as the code is scanned: it goes on by itself when the network is back", async ({
    page,
    context,
  }) => {
    const { url } = await order();
    await openOrder(page, (await order()).url); // so that its screens are there
    await page.goto(app());
    await context.setOffline(true);
    await page.evaluate((to) => void (location.hash = to), new URL(url).hash);
    await expectScreen(page, "결제 정보를 불러오지 못했습니다");
    await expect(page.getByText("오프라인", { exact: true })).toBeVisible();
    await context.setOffline(false);
    await expectScreen(page, "결제 확인");
  });

  test("as it is confirmed: nothing is charged, and later it is, once", async ({
    page,
    context,
  }) => {
    const { url, orderId } = await order();
    await openOrder(page, url);
    await press(page, "확인");
    await context.setOffline(true);
    await enterPin(page);
    await expectScreen(page, "결제 결과를 받지 못했습니다");
    expect(chargesOf(orderId)).toBe(0);
    await context.setOffline(false);
    await expectScreen(page, "결제가 완료되었습니다");
    expect(chargesOf(orderId)).toBe(1);
  });

  test("as it is cancelled", async ({ page, context }) => {
    const { url, paymentKey } = await order();
    await openOrder(page, url);
    await press(page, "취소");
    await context.setOffline(true);
    await press(page, "결제 취소");
    await expectScreen(page, "취소 결과를 받지 못했습니다");
    await context.setOffline(false);
    await expectScreen(page, "결제가 취소되었습니다");
    expect(await statusOf(paymentKey)).toBe("CANCELED");
  });

  test("as the history and the cards are looked at", async ({ page, context }) => {
    await page.goto(`${app()}#/history`);
    await expectScreen(page, "사용 내역");
    await page.goto(`${app()}#/profile`);
    await expectScreen(page, "내 정보");
    await context.setOffline(true);
    await page.goBack();
    await expect(page.getByText("연결하지 못했습니다")).toBeVisible();
    await context.setOffline(false);
    await press(page, "다시 시도");
    await expect(page.getByText("연결하지 못했습니다")).toHaveCount(0);
  });
});

test("a confirm whose answer is lost, pressed again, charges once", async ({ page }) => {
  const { url, orderId } = await order();
  await openOrder(page, url);
  const looks = await loseAnswers(page, "**/v1/shopper/payments/pay_*");
  const { sent, stop } = await loseAnswers(page, "**/confirm");
  await confirm(page);
  await expectScreen(page, "결제 결과를 받지 못했습니다");
  await press(page, "결과 다시 확인");
  await expectScreen(page, "결제 결과를 받지 못했습니다");
  await expect(() => expect(sent.length).toBeGreaterThan(1)).toPass();
  expect(new Set(sent).size, "one key for one try").toBe(1);
  await stop();
  await press(page, "결과 다시 확인").catch(() => undefined); // or by itself
  await expectScreen(page, "결제가 완료되었습니다");
  expect(chargesOf(orderId)).toBe(1);
  await looks.stop();
});

test("a confirm whose answer is lost is not sent again once it has charged", async ({ page }) => {
  const { url, orderId } = await order();
  await openOrder(page, url);
  const { sent } = await loseAnswers(page, "**/confirm");
  await confirm(page);
  await expectScreen(page, "결제가 완료되었습니다");
  expect(sent).toHaveLength(1);
  expect(chargesOf(orderId)).toBe(1);
});

test("one mistyped PIN on a line that loses answers is told as such, and locks nothing", async ({
  page,
  context,
}) => {
  const who = await signUp(context, "4242424242424242");
  const { url, orderId } = await order();
  await openOrder(page, url);
  const { sent, stop } = await loseAnswers(page, "**/confirm");
  await confirm(page, "246810");
  await expectScreen(page, "결제 결과를 받지 못했습니다");
  await page.waitForTimeout(25_000); // each of its own repetitions would count
  expect(sent.length).toBeLessThanOrEqual(2);
  await stop();
  await press(page, "결과 다시 확인");
  await expect(page.getByText("결제 비밀번호가 일치하지 않습니다")).toBeVisible();
  await confirm(page, who.pin);
  await expectScreen(page, "결제가 완료되었습니다");
  expect(chargesOf(orderId)).toBe(1);
});

test("a page that is loaded anew while it pays finds its payment again", async ({ page }) => {
  const { url, orderId } = await order();
  await openOrder(page, url);
  await page.route("**/confirm", async (route) => {
    await route.fetch().catch(() => undefined); // it arrives, and nobody waits for its answer
  });
  await confirm(page);
  await expectScreen(page, "승인을 요청하고 있습니다");
  await expect(() => expect(chargesOf(orderId)).toBe(1)).toPass();
  await page.reload();
  await expectScreen(page, "결제가 완료되었습니다");
  expect(chargesOf(orderId)).toBe(1);
});

test("a code that is opened while a confirm is open does not take its place", async ({ page }) => {
  const { url, orderId } = await order();
  const other = await order();
  await openOrder(page, url);
  const looks = await loseAnswers(page, "**/v1/shopper/payments/pay_*");
  const { stop } = await loseAnswers(page, "**/confirm");
  await confirm(page);
  await expectScreen(page, "결제 결과를 받지 못했습니다");
  await page.getByRole("link", { name: "처음으로" }).tap();
  await expect(page.getByRole("link", { name: "결제를 이어서 하기" })).toBeVisible();
  await page.evaluate((to) => void (location.hash = to), new URL(other.url).hash);
  await expectScreen(page, "결제 결과를 받지 못했습니다");
  // It ends while the shopper is elsewhere, and is told there.
  await page.getByRole("link", { name: "처음으로" }).tap();
  await stop();
  await looks.stop();
  await page.getByRole("link", { name: "결제 결과 보기" }).tap();
  await expectScreen(page, "결제가 완료되었습니다");
  await press(page, "확인");
  await expect(page.getByRole("link", { name: "결제 결과 보기" })).toHaveCount(0);
  expect(chargesOf(orderId)).toBe(1);
  expect(chargesOf(other.orderId)).toBe(0);
});

test("a log-in whose account cannot be looked at goes on all the same", async ({
  page,
  context,
}) => {
  await context.clearCookies();
  await page.goto(app());
  await expectScreen(page, "로그인");
  await page.route("**/v1/shopper/me", (route) => route.abort());
  const { loginId, password } = stack().logins.shopper;
  await page.getByLabel("이메일").fill(loginId);
  await page.getByLabel("비밀번호", { exact: true }).fill(password);
  await press(page, "로그인");
  await expectScreen(page, "QR 결제");
  await page.unroute("**/v1/shopper/me");
  await expect(page.getByText("님, 안녕하세요")).toBeVisible(); // some seconds later
});

test("a log-out that was refused is said to be", async ({ page }) => {
  await page.goto(`${app()}#/profile`);
  const refuse = (route: Route) =>
    route.fulfill({
      status: 503,
      json: { code: "SERVICE_UNAVAILABLE", status: 503, message: "잠시 후 다시 시도해 주십시오." },
    });
  await page.route("**/logout", refuse);
  await press(page, "로그아웃");
  await expect(page.getByText("잠시 후 다시 시도해 주십시오.")).toBeVisible();
  await page.unroute("**/logout", refuse);
  await press(page, "로그아웃");
  await expectScreen(page, "로그인");
});

test("a network that answers nothing does not keep the app shut", async ({ page }) => {
  await page.route("**/v1/**", () => undefined);
  await page.goto(app());
  await expect(page.getByRole("link", { name: "QR 코드 스캔" })).toBeVisible({ timeout: 8_000 });
});
