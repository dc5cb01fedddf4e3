// The app's camera films the code on a shop's screen.
import { expect, test, type BrowserContext, type Page } from "@playwright/test";
import { code, film, frame, hard, straight, type Look } from "./support/film.ts";
import {
  app,
  confirm,
  expectScreen,
  filming,
  logIn,
  order,
  phone,
  press,
} from "./support/phone.ts";
import { stack } from "./support/stack.ts";
import { expectPhase, watch, windowOf } from "./support/window.ts";

/** The shop's screen shows a code; a phone films it. */
async function filmShop(
  shop: Page,
  looks: Look[],
  then: (phone: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
  await shop.goto(`${stack().baseUrl}/demo/?way=server_created`);
  await shop.click("#pay");
  await expectPhase(shop, "ready");
  await shop.waitForTimeout(400); // its way in
  const screen = await windowOf(shop).locator("main").screenshot();
  // Drawn elsewhere: the shop's page lets nothing in.
  const board = await shop.context().newPage();
  const frames: Buffer[] = [];
  for (const look of looks) frames.push(await frame(board, screen, look));
  const made = film(frames);
  await board.close();
  const browser = await filming(made.file);
  try {
    const context = await browser.newContext({ ...phone, permissions: ["camera"] });
    await logIn(context);
    const page = await context.newPage();
    const seen = watch(page, stack().baseUrl);
    await page.goto(app());
    await page.getByRole("link", { name: "QR 코드 스캔" }).tap();
    await expectScreen(page, "결제 확인");
    await then(page, context);
    expect(seen).toEqual({ strangers: [], errors: [] });
  } finally {
    await browser.close();
    made.remove();
  }
}

for (const [name, looks] of [
  ["a screen", straight],
  ["a tilted, blurred, low-contrast screen", hard],
] as const) {
  test(`the camera films ${name}, 확인 pays, and the shop's page sees it`, async ({ page }) => {
    await filmShop(page, looks, async (app) => {
      await expectPhase(page, "scanned");
      await confirm(app);
      await expectScreen(app, "결제가 완료되었습니다");
      await expect(page.locator("#result")).toContainText("결제가 완료되었습니다");
    });
  });

  test(`the camera films ${name}, 취소 cancels, and the shop's page sees it`, async ({ page }) => {
    await filmShop(page, looks, async (app) => {
      await press(app, "취소");
      await press(app, "결제 취소");
      await expectScreen(app, "결제가 취소되었습니다");
      await expectPhase(page, "canceled");
      await expect(page.locator("#result")).toContainText("PAY_PROCESS_CANCELED");
    });
  });
}

test("a decoder that could not be loaded at first is loaded as soon as it can be", async ({
  page,
}) => {
  const { url } = await order();
  const made = film([await frame(page, await code(page, url), straight[0]!)]);
  const browser = await filming(made.file);
  try {
    const context = await browser.newContext({ ...phone, permissions: ["camera"] });
    await logIn(context);
    const phonePage = await context.newPage();
    await phonePage.route("**/*.wasm", (route) => route.abort());
    await phonePage.goto(`${app()}#/scan`);
    await expect(phonePage.getByText("QR 코드를 읽는 기능을 불러오지 못했습니다")).toBeVisible();
    await phonePage.unroute("**/*.wasm");
    await expectScreen(phonePage, "결제 확인");
  } finally {
    await browser.close();
    made.remove();
  }
});

test("the camera films a code that is not ours: the app says so, and scans again", async ({
  page,
}) => {
  const made = film([
    await frame(page, await code(page, "https://example.com/menu"), straight[0]!),
  ]);
  const browser = await filming(made.file);
  try {
    const context = await browser.newContext({ ...phone, permissions: ["camera"] });
    await logIn(context);
    const phonePage = await context.newPage();
    await phonePage.goto(`${app()}#/scan`);
    await expectScreen(phonePage, "pay200 결제 QR이 아닙니다");
    await press(phonePage, "다시 스캔");
    await expectScreen(phonePage, "pay200 결제 QR이 아닙니다");
  } finally {
    await browser.close();
    made.remove();
  }
});
