// The SDK on a shop's page of another origin: what goes wrong, under which policies it works, how it loads.
import { expect, test, type Page } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { allowOrigin } from "./support/operator.ts";
import { openShop, type ShopPage } from "./support/shop_page.ts";
import { newShopper, scanScreen } from "./support/shopper.ts";
import { stack } from "./support/stack.ts";
import { expectPhase, watch, windowOf } from "./support/window.ts";

let shop: ShopPage;
let stranger: ShopPage;

test.beforeAll(async () => {
  shop = await openShop();
  stranger = await openShop();
  allowOrigin("카페 온도", shop.origin);
  allowOrigin("카페 온도 무인점", shop.origin);
});

test.afterAll(async () => {
  await shop.close();
  await stranger.close();
});

interface Outcome {
  code?: string;
  message?: string;
  param?: string;
  detail?: string;
  status?: string;
  retryable?: boolean;
  name?: string;
}

const script = (key: string) =>
  `<!doctype html><html lang="ko"><body><h1>상점</h1><script src="${stack().baseUrl}/sdk/v1/pay200.js?appkey=${key}"></script></body></html>`;

/** requestPayment() as the page calls it; its outcome, whichever it is. */
function request(page: Page, options: Record<string, unknown> = {}): Promise<Outcome> {
  const orderId = `order-${Date.now()}-${Math.floor(Math.random() * 1e6)}`;
  const order = { orderId, orderName: "커피", amount: 4500, ...options };
  return page.evaluate(
    (wanted) =>
      window.Pay200!.requestPayment(wanted as never).then(
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
    order,
  );
}

async function open(page: Page, key: string, on = shop): Promise<void> {
  on.serve(script(key));
  await page.goto(on.origin);
}

/** Opens, is scanned, confirmed, and says paid. */
async function pays(page: Page): Promise<void> {
  const outcome = request(page);
  await expectPhase(page, "ready");
  const shopper = await newShopper();
  const key = await shopper.scan(await scanScreen(page));
  await expectPhase(page, "scanned");
  expect((await shopper.confirm(key)).status).toBe(200);
  expect(await outcome).toEqual({ status: "DONE" });
  await expect(page.locator("[data-pay200]")).toHaveCount(0);
}

const kiosk = () => stack().kiosk.keys.client;
const mistyped = (key: string) => key.slice(0, -1) + (key.endsWith("a") ? "b" : "a");

test("a payment on another origin's page", async ({ page }) => {
  const seen = watch(page, shop.origin, stack().baseUrl);
  await open(page, kiosk());
  await pays(page);
  expect(seen).toEqual({ strangers: [], errors: [] });
});

test("a key that is none, mistyped, secret, of the other mode", async ({ page }) => {
  const wrong = {
    "": "INVALID_API_KEY",
    nonsense: "INVALID_API_KEY",
    [mistyped(kiosk())]: "INVALID_API_KEY",
    [stack().keys.secret]: "SECRET_KEY_IN_PAGE",
    ["live" + kiosk().slice(4)]: "MODE_MISMATCH",
  };
  for (const [key, code] of Object.entries(wrong)) {
    await open(page, key);
    const outcome = await request(page);
    expect(outcome, key).toMatchObject({ name: "Pay200Error", code, param: "clientKey" });
    expect(outcome.message).toMatch(/[가-힣]/);
    await expect(page.locator("[data-pay200]")).toHaveCount(0);
  }
});

test("a revoked key", async ({ page }) => {
  const pgctl = (...words: string[]) =>
    JSON.parse(
      execFileSync(
        "build/release/bin/pgctl",
        ["--config", stack().config, ...words, "--output", "json"],
        {
          encoding: "utf8",
        },
      ),
    ) as Record<string, string>;
  const issued = pgctl("key", "issue", "--merchant", stack().kiosk.merchant.id, "--kind", "client");
  const key = Object.values(issued).find((value) => /^test_ck_\w{38}$/.test(value))!;
  await open(page, key);
  await page.evaluate(
    () =>
      void window
        .Pay200!.requestPayment({ orderId: "order-1234", orderName: "커피", amount: 1000 })
        .catch(() => undefined),
  );
  await expectPhase(page, "ready");
  pgctl(
    "key",
    "revoke",
    Object.values(issued).find((value) => /^key_/.test(value))!,
    "--yes",
  );
  await open(page, key);
  await expect(async () => {
    const outcome = await request(page);
    expect(outcome).toMatchObject({ name: "Pay200Error", code: "INVALID_API_KEY" });
  }).toPass();
});

test("an origin that is not on the list", async ({ page }) => {
  await open(page, kiosk(), stranger);
  expect(await request(page)).toMatchObject({
    name: "Pay200Error",
    code: "ORIGIN_NOT_ALLOWED",
    detail: stranger.origin,
  });
  // Nor would the window be shown there, as it is on a page that may.
  const shownOn = async (where: ShopPage): Promise<string> => {
    const url = `${stack().baseUrl}/v1/checkout/window/${stack().kiosk.merchant.id}`;
    where.serve(`<!doctype html><title>상점</title><iframe src="${url}"></iframe>`);
    await page.goto(where.origin);
    return page.frames()[1]!.url();
  };
  expect(await shownOn(stranger)).toContain("chrome-error:");
  expect(await shownOn(shop)).toContain("/v1/checkout/window/");
});

test("options that are wrong name the one at fault", async ({ page }) => {
  await open(page, kiosk());
  for (const [param, value] of [
    ["orderId", "짧음"],
    ["orderName", ""],
    ["amount", 10.5],
    ["amount", "4500"],
    ["successUrl", "javascript:alert(1)"],
  ] as const) {
    expect(await request(page, { [param]: value })).toMatchObject({
      code: "INVALID_REQUEST",
      param,
    });
  }
  expect(await request(page, { taxFreeAmount: 9999 })).toMatchObject({ code: "INVALID_REQUEST" });
});

test("the gateway is down, and the next call works without a reload", async ({ page, context }) => {
  await open(page, kiosk());
  await context.setOffline(true);
  const down = await request(page);
  expect(down).toMatchObject({ code: "GATEWAY_UNAVAILABLE", retryable: true });
  await context.setOffline(false);
  await page.route("**/v1/payments", (route) => route.fulfill({ status: 502, body: "<html>" }));
  expect(await request(page)).toMatchObject({ code: "GATEWAY_UNAVAILABLE", retryable: true });
  await page.unroute("**/v1/payments");
  await pays(page);
});

test("the connection goes while the window is open, and comes back", async ({ page, context }) => {
  await open(page, kiosk());
  const outcome = request(page);
  await expectPhase(page, "ready");
  const url = await scanScreen(page);
  await context.setOffline(true);
  await expect(windowOf(page).getByText("다시 연결하고 있습니다")).toBeVisible();
  const shopper = await newShopper();
  await shopper.confirm(await shopper.scan(url));
  await context.setOffline(false);
  expect(await outcome).toEqual({ status: "DONE" });
});

test("one window at a time", async ({ page }) => {
  await open(page, kiosk());
  const first = request(page);
  await expectPhase(page, "ready");
  expect(await request(page)).toMatchObject({ code: "WINDOW_ALREADY_OPEN" });
  await windowOf(page).getByRole("button", { name: "결제 취소" }).click();
  await windowOf(page).getByRole("alertdialog").getByRole("button", { name: "결제 취소" }).click();
  expect(await first).toMatchObject({ code: "PAY_PROCESS_CANCELED" });
});

test("loading it twice does nothing twice", async ({ page }) => {
  const tag = `<script src="${stack().baseUrl}/sdk/v1/pay200.js?appkey=${kiosk()}"></script>`;
  shop.serve(`<!doctype html>${tag}<script>window.first = window.Pay200</script>${tag}`);
  await page.goto(shop.origin);
  expect(
    await page.evaluate(() => (window as never as { first: unknown }).first === window.Pay200),
  ).toBe(true);
  await pays(page);
});

test("on() returns what undoes it", async ({ page }) => {
  await open(page, kiosk());
  const phases = await page.evaluate(() => {
    const log: string[] = [];
    Object.assign(window, { log });
    window.Pay200!.on("scan", () => log.push("undone"))();
    window.Pay200!.on("change", ({ phase }) => log.push(phase));
    window.Pay200!.on("complete", () => {
      log.push("complete");
      throw new Error("the shop's own");
    });
    return log;
  });
  expect(phases).toEqual([]);
  await pays(page);
  const log = await page.evaluate(() => (window as never as { log: string[] }).log);
  expect(log.filter((phase) => phase !== "authorizing")).toEqual([
    "ready",
    "scanned",
    "approved",
    "complete",
  ]);
});

test("redirects carry what the shop needs", async ({ page }) => {
  await open(page, kiosk());
  const successUrl = `${shop.origin}/done?from=cart`;
  void request(page, { orderId: "order-redirect-1", successUrl }).catch(() => undefined);
  await expectPhase(page, "ready");
  const shopper = await newShopper();
  const key = await shopper.scan(await scanScreen(page));
  await shopper.confirm(key);
  await page.waitForURL(/\/done/);
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
    from: "cart",
    paymentKey: key,
    orderId: "order-redirect-1",
    amount: "4500",
  });

  void request(page, { orderId: "order-redirect-2", failUrl: "/failed" }).catch(() => undefined);
  await expectPhase(page, "ready");
  await windowOf(page).getByRole("button", { name: "결제 취소" }).click();
  await windowOf(page).getByRole("alertdialog").getByRole("button", { name: "결제 취소" }).click();
  await page.waitForURL(/\/failed/);
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({
    code: "PAY_PROCESS_CANCELED",
    orderId: "order-redirect-2",
  });
});

const minimum = () => ({
  "script-src": stack().baseUrl,
  "connect-src": stack().baseUrl,
  "frame-src": stack().baseUrl,
});
const policy = (directives: Record<string, string>) =>
  [
    "default-src 'none'",
    ...Object.entries(directives).map(([name, value]) => `${name} ${value}`),
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");

test("under default-src 'none', the documented minimum, and Trusted Types", async ({ page }) => {
  const seen = watch(page, shop.origin, stack().baseUrl);
  shop.serve(script(kiosk()), policy(minimum()));
  await page.goto(shop.origin);
  await pays(page);
  expect(seen).toEqual({ strangers: [], errors: [] });
  const documented = readFileSync("docs/sdk.md", "utf8");
  for (const name of Object.keys(minimum())) expect(documented).toContain(name);
});

for (const missing of ["connect-src", "frame-src"] as const) {
  test(`a policy without ${missing} is named`, async ({ page }) => {
    const { [missing]: _missing, ...rest } = minimum();
    shop.serve(script(kiosk()), policy(rest));
    await page.goto(shop.origin);
    const outcome = await request(page);
    expect(outcome).toMatchObject({ name: "Pay200Error", code: "BLOCKED_BY_CSP" });
    expect(outcome.detail).toContain(stack().baseUrl);
    expect(outcome.detail).toContain(missing);
    await expect(page.locator("[data-pay200]")).toHaveCount(0);
  });
}

/** The npm package, as a page bundles it. */
async function loader(page: Page): Promise<void> {
  const code = readFileSync("build/npm/pay200-sdk/index.js", "utf8");
  await page.route("**/loader.js", (route) =>
    route.fulfill({ contentType: "application/javascript", body: code }),
  );
}

function load(page: Page, more: Record<string, string> = {}): Promise<Outcome> {
  return page.evaluate(
    async ([gateway, key, rest]) => {
      const { loadPay200 } = (await import(
        "/loader.js" as string
      )) as typeof import("../../sdk/src/load_pay200.ts");
      return loadPay200(key as string, { gateway: gateway as string, ...(rest as object) }).then(
        () => ({ status: "loaded" }),
        ({ code, message, detail, name }) => ({ code, message, detail, name }),
      );
    },
    [stack().baseUrl, kiosk(), more] as const,
  );
}

test("loadPay200: a script that is blocked, and then is not", async ({ page }) => {
  shop.serve("<!doctype html><title>상점</title>");
  await loader(page);
  await page.goto(shop.origin);
  await page.route("**/pay200.js", (route) => route.abort("blockedbyclient"));
  expect(await load(page)).toMatchObject({ name: "Pay200Error", code: "SCRIPT_BLOCKED" });
  await page.unroute("**/pay200.js");
  expect(await load(page), "a failure is not kept").toEqual({ status: "loaded" });
});

test("loadPay200: a policy that blocks it, and the immutable path with its hash", async ({
  page,
}) => {
  await loader(page);
  shop.serve("<!doctype html><title>상점</title>", "script-src 'self'");
  await page.goto(shop.origin);
  const blocked = await load(page);
  expect(blocked).toMatchObject({
    code: "BLOCKED_BY_CSP",
    detail: `script-src ${stack().baseUrl}`,
  });

  shop.serve("<!doctype html><title>상점</title>");
  await page.goto(shop.origin);
  const manifest = (await (await fetch(`${stack().baseUrl}/sdk/v1/manifest.json`)).json()) as {
    path: string;
    integrity: string;
  };
  const wrong = { ...manifest, integrity: "sha384-" + "A".repeat(64) };
  expect(await load(page, wrong)).toMatchObject({ code: "SCRIPT_BLOCKED" });
  expect(await load(page, { path: manifest.path, integrity: manifest.integrity })).toEqual({
    status: "loaded",
  });
});

test("pay200.js is small, and cached as it should be", async () => {
  const newest = await fetch(`${stack().baseUrl}/sdk/v1/pay200.js?appkey=x`);
  expect(gzipSync(Buffer.from(await newest.arrayBuffer())).length).toBeLessThanOrEqual(12 * 1024);
  expect(newest.headers.get("content-encoding")).toBe("gzip");
  expect(newest.headers.get("cache-control")).toContain("max-age=300");
  const { path } = (await (await fetch(`${stack().baseUrl}/sdk/v1/manifest.json`)).json()) as {
    path: string;
  };
  const fixed = await fetch(stack().baseUrl + path);
  expect(fixed.headers.get("cache-control")).toContain("immutable");
  expect(fixed.headers.get("access-control-allow-origin")).toBe("*");
});
