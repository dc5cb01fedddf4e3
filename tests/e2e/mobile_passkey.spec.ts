// A passkey instead of the PIN: Chromium's virtual authenticator has the finger.
import { expect, test, type Page } from "@playwright/test";
import { chargesOf } from "./support/operator.ts";
import {
  app,
  enterPin,
  expectScreen,
  openOrder,
  order,
  phone,
  press,
  signUp,
  statusOf,
} from "./support/phone.ts";
import { stack } from "./support/stack.ts";

test.use(phone);

test.beforeEach(() => {
  // A number cannot have passkeys.
  expect(new URL(stack().baseUrl).hostname).toBe("localhost");
});

/** What the device says when it is asked for its owner's finger. */
async function authenticator(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    isOwner: (isUserVerified: boolean) =>
      session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
  };
}

test("a passkey is registered with the PIN, confirms a payment, and is deleted", async ({
  page,
  context,
}) => {
  const device = await authenticator(page);
  const who = await signUp(context, "4242424242424242");
  await page.goto(`${app()}#/passkeys`);
  await expect(page.getByText("등록된 패스키가 없습니다")).toBeVisible();
  await press(page, "패스키 등록");
  await enterPin(page, "246810");
  await expect(page.getByText("결제 비밀번호가 일치하지 않습니다")).toBeVisible();
  await enterPin(page, who.pin);
  await expect(page.getByRole("listitem")).toHaveCount(1);

  const { url, paymentKey, orderId } = await order();
  await openOrder(page, url);
  await press(page, "확인");
  // Somebody else's finger.
  await device.isOwner(false);
  await press(page, "패스키로 결제");
  await expect(page.getByText("패스키를 확인하지 못했습니다")).toBeVisible();
  expect(await statusOf(paymentKey)).toBe("IN_PROGRESS");
  await device.isOwner(true);
  await press(page, "패스키로 결제");
  await expectScreen(page, "결제가 완료되었습니다");
  expect(await statusOf(paymentKey)).toBe("DONE");
  expect(chargesOf(orderId)).toBe(1);

  await page.goto(`${app()}#/passkeys`);
  await page.getByRole("listitem").getByRole("button").tap();
  await press(page, "삭제");
  await expect(page.getByText("등록된 패스키가 없습니다")).toBeVisible();
});

test("a confirm by passkey whose answer is lost, sent again, charges once", async ({
  page,
  context,
}) => {
  await authenticator(page);
  const who = await signUp(context, "4242424242424242");
  await page.goto(`${app()}#/passkeys`);
  await press(page, "패스키 등록");
  await enterPin(page, who.pin);
  await expect(page.getByRole("listitem")).toHaveCount(1);
  const { url, orderId } = await order();
  await openOrder(page, url);
  await press(page, "확인");
  let lost = false;
  await page.route("**/confirm", async (route) => {
    if (lost) return route.continue();
    lost = true;
    await route.fetch();
    await route.abort();
  });
  await press(page, "패스키로 결제");
  await expectScreen(page, "결제가 완료되었습니다");
  expect(lost).toBe(true);
  expect(chargesOf(orderId)).toBe(1);
});

test("a new PIN ends all passkeys, and the app says so", async ({ page, context }) => {
  await authenticator(page);
  const who = await signUp(context, "4242424242424242");
  await page.goto(`${app()}#/passkeys`);
  await press(page, "패스키 등록");
  await enterPin(page, who.pin);
  await expect(page.getByRole("listitem")).toHaveCount(1);
  await page.goto(`${app()}#/pin`);
  await page.getByLabel("비밀번호", { exact: true }).fill(who.password);
  await press(page, "다음");
  for (const _ of [1, 2]) await enterPin(page, "867530");
  await expectScreen(page, "결제 비밀번호가 변경되었습니다");
  await expect(page.getByText("등록된 패스키는 모두 삭제되었습니다")).toBeVisible();
  const { url } = await order();
  await openOrder(page, url);
  await press(page, "확인");
  await expectScreen(page, "결제 비밀번호를 입력해 주세요");
  await expect(page.getByRole("button", { name: "패스키로 결제" })).toHaveCount(0);
});
