// Under which policies the SDK works on a shop's page, and what it says where one stops it.
import { expect, test, type Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import {
  kiosk,
  openListedShop,
  pays,
  request,
  script,
  type Outcome,
} from "./support/shop_calls.ts";
import type { ShopPage } from "./support/shop_page.ts";
import { stack } from "./support/stack.ts";
import { watch } from "./support/window.ts";

let shop: ShopPage;

test.beforeAll(async () => {
  shop = await openListedShop();
});

test.afterAll(() => shop.close());

/** The policy's line as docs/sdk.md has it, for this gateway. */
const documented = () =>
  /^ {4}(script-src .*)$/m
    .exec(readFileSync("docs/sdk.md", "utf8"))![1]!
    .replaceAll("https://pay.example", stack().baseUrl);
const minimum = () =>
  Object.fromEntries(
    documented()
      .split("; ")
      .map((part) => part.split(" ")),
  );
const policy = (directives: Record<string, string>, trustedTypes = "'none'") =>
  [
    "default-src 'none'",
    ...Object.entries(directives).map(([name, value]) => `${name} ${value}`),
    "require-trusted-types-for 'script'",
    `trusted-types ${trustedTypes}`,
  ].join("; ");

test("under default-src 'none', the documented minimum, and Trusted Types", async ({ page }) => {
  const seen = watch(page, shop.origin, stack().baseUrl);
  expect(Object.keys(minimum())).toEqual(["script-src", "connect-src", "frame-src"]);
  shop.serve(script(kiosk()), policy(minimum()));
  await page.goto(shop.origin);
  await pays(page);
  expect(seen).toEqual({ strangers: [], errors: [] });
});

test("a policy that only reports stops nothing", async ({ page }) => {
  await loader(page);
  const reportOnly = "Content-Security-Policy-Report-Only" as const;
  shop.serve(script(kiosk()), policy({}), reportOnly);
  await page.goto(shop.origin);
  await pays(page);
  shop.serve("<!doctype html><title>상점</title>", policy({}), reportOnly);
  await page.goto(shop.origin);
  expect(await load(page)).toEqual({ status: "loaded" });
});

for (const missing of ["connect-src", "frame-src"] as const) {
  test(`a policy without ${missing} is named`, async ({ page }) => {
    const { [missing]: _missing, ...rest } = minimum();
    shop.serve(script(kiosk()), policy(rest));
    await page.goto(shop.origin);
    const outcome = await request(page);
    expect(outcome).toMatchObject({ name: "Pay200Error", code: "BLOCKED_BY_CSP" });
    expect(outcome.detail).toBe(`${missing} ${stack().baseUrl}`);
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
      const { loadPay200, Pay200Error } = (await import(
        "/loader.js" as string
      )) as typeof import("../../sdk/src/load_pay200.ts");
      try {
        const pay200 = await loadPay200(key as string, {
          gateway: gateway as string,
          ...(rest as object),
        });
        const wrong = await pay200.requestPayment({} as never).catch((failed: unknown) => failed);
        return { status: wrong instanceof Pay200Error ? "loaded" : "errors are of another class" };
      } catch (failed) {
        const { code, message, detail, name } = failed as InstanceType<typeof Pay200Error>;
        return { code, message, ...(detail && { detail }), name };
      }
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

test("loadPay200: under the documented policy, and Trusted Types", async ({ page }) => {
  await loader(page);
  const serve = (trustedTypes: string) => {
    const directives = { ...minimum(), "script-src": `'self' ${stack().baseUrl}` };
    shop.serve("<!doctype html><title>상점</title>", policy(directives, trustedTypes));
  };
  const [, name] = /^ {4}trusted-types (\S+)$/m.exec(readFileSync("docs/sdk.md", "utf8"))!;
  serve(name!);
  await page.goto(shop.origin);
  expect(await load(page)).toEqual({ status: "loaded" });

  serve("'none'");
  await page.goto(shop.origin);
  expect(await load(page)).toMatchObject({
    name: "Pay200Error",
    code: "BLOCKED_BY_CSP",
    detail: `trusted-types ${name}`,
  });
});
