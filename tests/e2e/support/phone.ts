// A phone with the shopper's app, and what the shop does meanwhile.
import { chromium, expect, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { randomUUID } from "node:crypto";
import { stack } from "./stack.ts";

export const small = { width: 360, height: 740 };
export const large = { width: 412, height: 915 };

export const phone = {
  viewport: large,
  isMobile: true,
  hasTouch: true,
  locale: "ko-KR",
  timezoneId: "Asia/Seoul",
  // Its cache is for opening without a connection; here it would only hide requests from the tests.
  serviceWorkers: "block",
} as const;

/** A browser of its own, that has a camera. */
export const withCamera = (...more: string[]): Promise<Browser> =>
  chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--use-fake-device-for-media-stream",
      ...more,
    ],
  });

/** Its camera plays the film. */
export const filming = (file: string): Promise<Browser> =>
  withCamera("--use-fake-ui-for-media-stream", `--use-file-for-fake-video-capture=${file}`);

export const app = (): string => `${stack().baseUrl}/app/`;

/** Logged in as the demonstration's shopper, or another one. */
export async function logIn(context: BrowserContext, who = stack().logins.shopper): Promise<void> {
  const { loginId, password } = who;
  const answer = await context.request.post(`${stack().baseUrl}/v1/shopper/login`, {
    data: { loginId, password, mode: "test" },
  });
  expect(answer.status()).toBe(200);
}

/** An account of its own, with these cards; logged in. */
export async function signUp(context: BrowserContext, ...cards: string[]) {
  const who = { loginId: `${randomUUID()}@example.com`, password: "correct horse", pin: "135790" };
  const answer = await context.request.post(`${stack().baseUrl}/v1/shopper/signup`, {
    data: { ...who, name: "김하늘", mode: "test" },
  });
  expect(answer.status()).toBe(200);
  for (const number of cards) {
    const added = await context.request.post(`${stack().baseUrl}/v1/shopper/cards`, {
      data: { number, expiry: "3012", cvc: "123" },
    });
    expect(added.status(), await added.text()).toBe(200);
  }
  return who;
}

export interface Order {
  orderId: string;
  paymentKey: string;
  url: string;
}

/** The shop's server makes a payment. */
export async function order(
  amount = 9900,
  orderName = "커피 두 잔",
  more: Record<string, unknown> = {},
): Promise<Order> {
  const orderId = `order-${randomUUID()}`;
  const answer = await fetch(`${stack().baseUrl}/v1/payments`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${stack().keys.secret}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ orderId, orderName, amount, ...more }),
  });
  const body = (await answer.json()) as { paymentKey: string; qr: { url: string } };
  expect(answer.status, JSON.stringify(body)).toBe(200);
  return { orderId, paymentKey: body.paymentKey, url: body.qr.url };
}

/** How the shop's server sees it. */
export async function statusOf(paymentKey: string): Promise<string> {
  const answer = await fetch(`${stack().baseUrl}/v1/payments/${paymentKey}`, {
    headers: { Authorization: `Bearer ${stack().keys.secret}` },
  });
  return ((await answer.json()) as { status: string }).status;
}

export async function enterPin(page: Page, pin = stack().logins.shopper.pin): Promise<void> {
  const pad = page.getByRole("group", { name: "결제 비밀번호 숫자판" });
  for (const digit of pin) await pad.getByRole("button", { name: digit, exact: true }).tap();
}

export const press = (page: Page, name: string) =>
  page.getByRole("button", { name, exact: true }).tap();

/** The title of the screen that is shown. */
export const expectScreen = (page: Page, title: string) =>
  expect(page.getByRole("heading", { level: 1 })).toHaveText(title);

/** Opens the payment by its address, as the phone's own camera does, and shows its details. */
export async function openOrder(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expectScreen(page, "결제 확인");
  await expect(page.getByRole("button", { name: /변경/ })).toBeVisible();
}

/** 확인, and the PIN. */
export async function confirm(page: Page, pin?: string): Promise<void> {
  await press(page, "확인");
  await expectScreen(page, "결제 비밀번호를 입력해 주세요");
  await enterPin(page, pin);
}
