// How the window follows the payment: at once, through a restart of what tells it, and where no stream passes.
import { expect, test, type Page } from "@playwright/test";
import { approvedAt, streamRole } from "./support/operator.ts";
import { newShopper, scanScreen, type Shopper } from "./support/shopper.ts";
import { stack } from "./support/stack.ts";
import { expectPhase } from "./support/window.ts";

let shopper: Shopper;

test.beforeAll(async () => {
  shopper = await newShopper();
});

/** What the window asks the gateway for from now on: "/v1/checkout", "/v1/events?wait=20", ... */
function listen(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname, search } = new URL(request.url());
    if (/^\/v1\/(checkout|events)$/.test(pathname)) asked.push(pathname + search);
  });
  return asked;
}

async function order(page: Page): Promise<void> {
  await page.goto(`${stack().baseUrl}/demo/?way=server_created`);
  await page.click("#pay");
  await expectPhase(page, "ready");
}

/** When the window shows that it is paid, Unix time in ms. */
async function paidIsShown(page: Page): Promise<number> {
  const frame = page.frames().find((one) => one.url().includes("/v1/checkout/window/"))!;
  return frame.evaluate(
    () =>
      new Promise<number>((done) => {
        const main = document.querySelector("main")!;
        const look = () => main.dataset.phase === "approved" && done(Date.now());
        new MutationObserver(look).observe(main, { attributes: true });
        look();
      }),
  );
}

test("the page says paid within 300 ms of the approval's commit", async ({ page }) => {
  test.setTimeout(180_000);
  const delays: number[] = [];
  for (let round = 0; round < 7; ++round) {
    await order(page);
    const key = await shopper.scan(await scanScreen(page));
    await expectPhase(page, "scanned");
    const shown = paidIsShown(page);
    expect((await shopper.confirm(key)).status).toBe(200);
    delays.push(Math.round((await shown) - approvedAt()));
    await expect(page.locator("[data-pay200]")).toHaveCount(0);
  }
  delays.sort((a, b) => a - b);
  console.log(`recorded to shown, ms: ${delays.join(" ")}`);
  expect(delays[0]).toBeGreaterThanOrEqual(0);
  // Of most: one of them may have met a processor that others had.
  expect(delays[Math.floor(delays.length / 2)]).toBeLessThanOrEqual(300);
});

test("while nothing happens nothing is asked", async ({ page }) => {
  const asked = listen(page);
  await order(page);
  await expect.poll(() => asked).toContain("/v1/events");
  await page.waitForTimeout(1_000);
  const before = asked.length;
  await page.waitForTimeout(4_000);
  expect(asked.length).toBe(before);
});

test("the role that tells it is killed, and the page misses nothing", async ({ page }) => {
  await order(page);
  const key = await shopper.scan(await scanScreen(page));
  await expectPhase(page, "scanned");
  const before = streamRole()!;
  process.kill(before, "SIGKILL");
  expect((await shopper.confirm(key, "9995")).status).toBe(402);
  await expectPhase(page, "declined");
  await expect.poll(streamRole).not.toBe(before);
  expect((await shopper.confirm(key)).status).toBe(200);
  await expectPhase(page, "approved");
});

test("where a proxy holds streams back the window falls back to long polls by itself", async ({
  page,
}) => {
  const asked = listen(page);
  await page.route("**/v1/events", () => undefined); // never answered
  await order(page);
  await expect.poll(() => asked).toContain("/v1/events?wait=20");
  const key = await shopper.scan(await scanScreen(page));
  await expectPhase(page, "scanned");
  const shown = paidIsShown(page);
  expect((await shopper.confirm(key)).status).toBe(200);
  expect((await shown) - approvedAt()).toBeLessThan(2_000);
});

test("where neither a stream nor a long poll passes the window looks each second", async ({
  page,
}) => {
  await page.route("**/v1/events*", (route) => route.fulfill({ status: 403, body: "no" }));
  await order(page);
  const key = await shopper.scan(await scanScreen(page));
  await expectPhase(page, "scanned");
  expect((await shopper.confirm(key)).status).toBe(200);
  await expectPhase(page, "approved");
});
