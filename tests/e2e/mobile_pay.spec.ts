// Whatever may become of a payment has its own screen in the app, and a way on.
import { expect, test } from "@playwright/test";
import { frame, straight } from "./support/film.ts";
import { arm, chargesOf, clearFaults, runOutOfTime, sql } from "./support/operator.ts";
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
  withCamera,
} from "./support/phone.ts";
import { newShopper } from "./support/shopper.ts";
import { stack } from "./support/stack.ts";
import { watch } from "./support/window.ts";

test.use(phone);

let seen: ReturnType<typeof watch>;

test.beforeEach(async ({ page, context }) => {
  seen = watch(page, stack().baseUrl);
  await logIn(context);
});

test.afterEach(async () => {
  await clearFaults();
  expect(seen.strangers, "requests to other hosts").toEqual([]);
});

test.describe("the camera cannot be used", () => {
  test("refused: the pasted address pays instead", async () => {
    const { url, paymentKey } = await order();
    // There is one, and nobody may use it.
    const browser = await withCamera("--deny-permission-prompts");
    const context = await browser.newContext(phone);
    await logIn(context);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Browser.setPermission", {
      permission: { name: "camera" },
      setting: "denied",
      origin: stack().baseUrl,
    });
    const decoders: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith(".wasm")) decoders.push(request.url());
    });
    await page.goto(`${app()}#/scan`);
    await expectScreen(page, "카메라를 쓸 수 없습니다");
    await page.waitForLoadState("networkidle");
    expect(decoders, "loaded only when the camera films").toEqual([]);
    await press(page, "직접 입력");
    await page.getByLabel("결제 주소 또는 코드").fill("https://example.com/");
    await press(page, "다음");
    await expect(
      page.getByRole("alert").filter({ hasText: "pay200 결제 주소가 아닙니다" }),
    ).toBeVisible();
    await page.getByLabel("결제 주소 또는 코드").fill(url);
    await press(page, "다음");
    await expectScreen(page, "결제 확인");
    await confirm(page);
    await expectScreen(page, "결제가 완료되었습니다");
    expect(await statusOf(paymentKey)).toBe("DONE");
    await browser.close();
  });

  test("none there: a picture of the code pays instead", async ({ page, browser }) => {
    await page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException("none", "NotFoundError"));
    });
    const shop = await (
      await browser.newContext({ viewport: { width: 900, height: 800 } })
    ).newPage();
    await shop.goto(`${stack().baseUrl}/demo/?way=server_created`);
    await shop.click("#pay");
    await expect(shop.frameLocator("[data-pay200] iframe").locator("main")).toHaveAttribute(
      "data-phase",
      "ready",
    );
    const picture = await shop.screenshot();
    await page.goto(`${app()}#/scan`);
    await expectScreen(page, "카메라를 찾지 못했습니다");
    const chooser = page.locator("input[type=file]");
    const board = await shop.context().newPage();
    const nothing = await frame(board, Buffer.from(blank, "base64"), straight[0]!);
    await chooser.setInputFiles({ name: "nothing.jpg", mimeType: "image/jpeg", buffer: nothing });
    await expect(page.getByRole("alert").filter({ hasText: "찾지 못했습니다" })).toBeVisible();
    await chooser.setInputFiles({ name: "screen.png", mimeType: "image/png", buffer: picture });
    await expectScreen(page, "결제 확인");
    await shop.context().close();
  });
});

/** One white pixel, PNG. */
const blank =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==";

test("a code of ours that leads to no payment", async ({ page }) => {
  await page.goto(`${app()}#/scan`);
  await page.goto(`${app()}#qr=qrt_${"0".repeat(60)}`);
  await expectScreen(page, "찾을 수 없는 결제입니다");
  await press(page, "다시 스캔");
  expect(page.url()).toContain("#/scan");
});

test("somebody else is paying it already", async ({ page }) => {
  const { url } = await order();
  await (await newOther()).scan(url);
  await page.goto(url);
  await expectScreen(page, "다른 분이 결제하고 있습니다");
  await expect(page.getByRole("button", { name: "다시 스캔" })).toBeVisible();
});

/** Another account than the phone's. */
async function newOther(): Promise<Awaited<ReturnType<typeof newShopper>>> {
  const other = await newShopper();
  await other.signUp();
  return other;
}

test("its time is over: before it is scanned, and while its details are shown", async ({
  page,
}) => {
  const late = await order();
  runOutOfTime(late.orderId);
  await page.goto(late.url);
  await expectScreen(page, "결제 시간이 지났습니다");
  const slow = await order();
  await openOrder(page, slow.url);
  runOutOfTime(slow.orderId);
  await confirm(page);
  await expectScreen(page, "결제 시간이 지났습니다");
  expect(await statusOf(slow.paymentKey)).toBe("EXPIRED");
});

test("it has been paid already", async ({ page }) => {
  const { url, orderId } = await order();
  await openOrder(page, url);
  await confirm(page);
  await expectScreen(page, "결제가 완료되었습니다");
  await press(page, "확인");
  await page.goto(url);
  await expectScreen(page, "이미 결제되었습니다");
  await page.getByRole("link", { name: "사용 내역" }).tap();
  await expectScreen(page, "사용 내역");
  expect(chargesOf(orderId)).toBe(1);
});

test("a card is declined, and another one pays", async ({ page, context }) => {
  const who = await signUp(context, "4242424242424242", "4000000000009995");
  const { url, paymentKey } = await order();
  await openOrder(page, url);
  await page.getByRole("button", { name: /변경/ }).tap();
  await page.getByRole("button", { name: /끝자리 9995/ }).tap();
  await confirm(page, who.pin);
  await expectScreen(page, "카드가 승인되지 않았습니다");
  await expect(page.getByText("한도 초과 또는 잔액 부족")).toBeVisible();
  await press(page, "다른 카드로 결제");
  await expect(page.getByRole("button", { name: /끝자리 4242/ })).toBeVisible();
  await confirm(page, who.pin);
  await expectScreen(page, "결제가 완료되었습니다");
  expect(await statusOf(paymentKey)).toBe("DONE");
});

test("a shopper without a card registers one, and goes on paying", async ({ page, context }) => {
  const who = await signUp(context);
  const { url, paymentKey } = await order();
  await page.goto(url);
  await press(page, "카드 등록하고 결제하기");
  await page.getByLabel("카드번호").pressSequentially("4242424242424242");
  await expect(page.getByText("Visa", { exact: true })).toBeVisible();
  await page.getByLabel("유효기간 (월/년)").pressSequentially("1230");
  await page.getByLabel("CVC").pressSequentially("123");
  await press(page, "등록");
  await expectScreen(page, "결제 확인");
  await confirm(page, who.pin);
  await expectScreen(page, "결제가 완료되었습니다");
  expect(await statusOf(paymentKey)).toBe("DONE");
});

test("from 50,000 won on it may be paid by instalments", async ({ page }) => {
  const little = await order(49_999);
  await openOrder(page, little.url);
  await expect(page.getByLabel("할부")).toHaveCount(0);
  const much = await order(50_000);
  await openOrder(page, much.url);
  await page.getByLabel("할부").selectOption("3개월");
  await confirm(page);
  await expectScreen(page, "결제가 완료되었습니다");
  await expect(page.getByText("3개월")).toBeVisible();
  await page.getByRole("link", { name: "영수증 보기" }).tap();
  await expectScreen(page, "신용카드 매출전표");
  await expect(page.getByText("3개월")).toBeVisible();
});

test("as many months as the shop has fixed are shown, and paid", async ({ page }) => {
  const { url } = await order(60_000, "원두 5kg", { cardInstallmentPlan: 6 });
  await openOrder(page, url);
  await expect(page.getByText("6개월")).toBeVisible();
  await expect(page.getByLabel("할부")).toHaveCount(0);
  await confirm(page);
  await expectScreen(page, "결제가 완료되었습니다");
  await expect(page.getByText("6개월")).toBeVisible();
});

test("a code from the phone's own camera is scanned once", async ({ page }) => {
  const { url } = await order();
  const scans: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/scan")) scans.push(request.url());
  });
  await openOrder(page, url);
  await page.waitForLoadState("networkidle");
  expect(scans).toHaveLength(1);
});

test("a hold that has lapsed on the refusal's screen: 취소 still comes to its end", async ({
  page,
  context,
}) => {
  const who = await signUp(context, "4000000000009995");
  const { url, orderId, paymentKey } = await order();
  await openOrder(page, url);
  await confirm(page, who.pin);
  await expectScreen(page, "카드가 승인되지 않았습니다");
  await page.waitForLoadState("networkidle");
  sql(`UPDATE pay200.payment SET hold_expires_at = now() WHERE order_id = '${orderId}'`);
  await press(page, "취소");
  await expectScreen(page, "결제 확인");
  await press(page, "취소");
  await press(page, "결제 취소");
  await expectScreen(page, "결제가 취소되었습니다");
  expect(await statusOf(paymentKey)).toBe("CANCELED");
});

test("a declined card that is chosen again on purpose is tried again", async ({
  page,
  context,
}) => {
  const who = await signUp(context, "4000000000009995", "4242424242424242");
  const { url } = await order();
  await openOrder(page, url);
  await page.getByRole("button", { name: /변경/ }).tap();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /끝자리 9995/ })
    .tap();
  await confirm(page, who.pin);
  await expectScreen(page, "카드가 승인되지 않았습니다");
  await press(page, "다른 카드로 결제");
  await page.getByRole("button", { name: /변경/ }).tap();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /끝자리 9995/ })
    .tap();
  await expect(page.getByRole("button", { name: /끝자리 9995.*변경/ })).toBeVisible();
  await confirm(page, who.pin);
  await expectScreen(page, "카드가 승인되지 않았습니다");
});

test("the last card that may be tried is declined: the payment is over, and said to be", async ({
  page,
  context,
}) => {
  const who = await signUp(context, "4000000000009995");
  const { url, paymentKey } = await order();
  await openOrder(page, url);
  for (let card = 1; card <= 5; ++card) {
    await confirm(page, who.pin);
    if (card === 5) break;
    await expectScreen(page, "카드가 승인되지 않았습니다");
    await press(page, "다른 카드로 결제");
    await expectScreen(page, "결제 확인");
  }
  await expectScreen(page, "결제되지 않았습니다");
  expect(await statusOf(paymentKey)).toBe("ABORTED");
});

test("nobody knows whether it was paid: it is followed to its end", async ({ page }) => {
  test.setTimeout(180_000);
  const { url, paymentKey } = await order();
  await openOrder(page, url);
  await arm("lose_reply", "0200");
  await arm("lose_reply", "0420");
  await confirm(page);
  // Each network has its time to answer.
  await expect(page.getByRole("heading", { name: "다시 시도하는 중입니다" })).toBeAttached({
    timeout: 60_000,
  });
  await expect(page.getByRole("heading", { name: "결제 결과를 확인하고 있습니다" })).toBeAttached({
    timeout: 60_000,
  });
  await clearFaults();
  await expectScreen(page, "결제되지 않았습니다");
  expect(await statusOf(paymentKey)).toBe("ABORTED");
});

test("a wrong PIN may be entered anew, five lock it, and a new one pays", async ({
  page,
  context,
}) => {
  const who = await signUp(context, "4242424242424242");
  const { url, orderId } = await order();
  await openOrder(page, url);
  await press(page, "확인");
  for (let wrong = 1; wrong <= 4; ++wrong) {
    await enterPin(page, "246810");
    await expect(page.getByText("결제 비밀번호가 일치하지 않습니다")).toBeVisible();
  }
  await enterPin(page, "246810");
  await expectScreen(page, "결제 비밀번호가 잠겼습니다");
  expect(chargesOf(orderId)).toBe(0);
  await press(page, "결제 비밀번호 다시 정하기");
  await page.getByLabel("비밀번호", { exact: true }).fill(who.password);
  await press(page, "다음");
  await enterPin(page, "123456");
  await expect(page.getByText("연속되거나 반복되는 숫자는 쓸 수 없습니다")).toBeVisible();
  await enterPin(page, "867530");
  await expectScreen(page, "한 번 더 입력해 주세요");
  await enterPin(page, "867530");
  await expectScreen(page, "결제 비밀번호가 변경되었습니다");
  await press(page, "확인");
  await expectScreen(page, "결제 확인");
  await confirm(page, "867530");
  await expectScreen(page, "결제가 완료되었습니다");
  expect(chargesOf(orderId)).toBe(1);
});

test("who is not logged in logs in, and goes on with the scanned payment", async ({
  page,
  context,
}) => {
  const { url, paymentKey } = await order();
  await context.clearCookies();
  await page.goto(url);
  await expectScreen(page, "로그인");
  const { loginId, password } = stack().logins.shopper;
  await page.getByLabel("이메일").fill(loginId);
  await page.getByLabel("비밀번호", { exact: true }).fill("wrong password");
  await press(page, "로그인");
  await expect(page.getByText("일치하지 않습니다")).toBeVisible();
  await page.getByLabel("비밀번호", { exact: true }).fill(password);
  await press(page, "로그인");
  await expectScreen(page, "결제 확인");
  await confirm(page);
  await expectScreen(page, "결제가 완료되었습니다");
  expect(await statusOf(paymentKey)).toBe("DONE");
});

test("a shop that confirms too is waited for, and the shopper may still withdraw", async ({
  page,
}) => {
  const { url, paymentKey } = await kioskOrder();
  await openOrder(page, url);
  await confirm(page);
  await expectScreen(page, "상점의 승인을 기다리고 있습니다");
  // Once the PIN's step back is taken: two at once would lead home, where the payment can be gone on with.
  await expect(page).toHaveURL(/#payment=/);
  await page.reload();
  await expectScreen(page, "상점의 승인을 기다리고 있습니다");
  await press(page, "결제 취소");
  await expectScreen(page, "결제가 취소되었습니다");
  expect(await statusOf(paymentKey)).toBe("CANCELED");
});

/** As a shop's page creates it: its server is to confirm. */
async function kioskOrder(): Promise<{ url: string; paymentKey: string }> {
  const answer = await fetch(`${stack().baseUrl}/v1/payments`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${stack().keys.client}`,
      "Content-Type": "application/json",
      Origin: stack().baseUrl,
    },
    body: JSON.stringify({
      orderId: `order-${crypto.randomUUID()}`,
      orderName: "원두 1kg",
      amount: 22_000,
    }),
  });
  const body = (await answer.json()) as { paymentKey: string; qr: { url: string } };
  expect(answer.status, JSON.stringify(body)).toBe(200);
  return { url: body.qr.url, paymentKey: body.paymentKey };
}
