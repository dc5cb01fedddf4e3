// What a shop's page does with the SDK.
import { expect, type Page } from "@playwright/test";
import { allowOrigin } from "./operator.ts";
import { openShop, type ShopPage } from "./shop_page.ts";
import { newShopper, scanScreen } from "./shopper.ts";
import { stack } from "./stack.ts";
import { expectPhase } from "./window.ts";

/** The merchant whose payments are charged as soon as the shopper has confirmed. */
export const kiosk = () => stack().kiosk.keys.client;

/** One whose origin is on the lists of the demonstration's merchants. */
export async function openListedShop(): Promise<ShopPage> {
  const shop = await openShop();
  allowOrigin("카페 온도", shop.origin);
  allowOrigin("카페 온도 무인점", shop.origin);
  return shop;
}

export interface Outcome {
  code?: string;
  message?: string;
  param?: string;
  detail?: string;
  status?: string;
  retryable?: boolean;
  name?: string;
}

export const script = (key: string) =>
  `<!doctype html><html lang="ko"><body><h1>상점</h1><script src="${stack().baseUrl}/sdk/v1/pay200.js?appkey=${key}"></script></body></html>`;

export const newOrderId = () => `order-${Date.now()}-${Math.floor(Math.random() * 1e6)}`;

/** One of the calls as the page makes it; its outcome, whichever it is. */
export function call(page: Page, name: "requestPayment" | "openPayment", options: object) {
  return page.evaluate<Outcome, readonly [typeof name, object]>(
    ([call, wanted]) =>
      window.Pay200![call](wanted as never).then(
        (result) => ({ status: result.status }),
        ({ code, message, param, detail, retryable, name }) => ({
          code,
          message,
          param,
          detail,
          retryable,
          name,
        }),
      ),
    [name, options],
  );
}

export const request = (page: Page, options: Record<string, unknown> = {}): Promise<Outcome> =>
  call(page, "requestPayment", {
    orderId: newOrderId(),
    orderName: "커피",
    amount: 4500,
    ...options,
  });

/** As request(), on a page that goes elsewhere, which ends the call there. */
export function requestAndGo(page: Page, options: Record<string, unknown>): void {
  void request(page, options).catch(() => undefined);
}

/** The shop's page, with the script tag. */
export async function open(page: Page, key: string, on: ShopPage): Promise<void> {
  on.serve(script(key));
  await page.goto(on.origin);
}

/** Opens, is scanned, confirmed, and says paid. */
export async function pays(page: Page): Promise<void> {
  const outcome = request(page);
  await expectPhase(page, "ready");
  const shopper = await newShopper();
  const key = await shopper.scan(await scanScreen(page));
  await expectPhase(page, "scanned");
  expect((await shopper.confirm(key)).status).toBe(200);
  expect(await outcome).toEqual({ status: "DONE" });
  await expect(page.locator("[data-pay200]")).toHaveCount(0);
}
