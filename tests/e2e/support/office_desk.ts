// Where the back office's tests sit: somebody logged in, and the words for what they press and read.
import {
  test as base,
  expect,
  type Browser,
  type BrowserContext,
  type Page,
} from "@playwright/test";
import { randomUUID } from "node:crypto";
import { logInAsNew, narrow, place, watchPolicy } from "./office.ts";

type Cookies = Awaited<ReturnType<BrowserContext["storageState"]>>["cookies"];

interface ForEach {
  /** What the page is refused by its policy, or asks of another host: nothing, when the test ends. */
  refused: string[];
  /** Below the merchant's address, logged in already as an owner of the demonstration's shop. */
  open: (path: string) => Promise<void>;
}

export const test = base.extend<ForEach, { owner: Cookies }>({
  viewport: narrow,
  owner: [
    async ({ browser }, use) => {
      const context = await browser.newContext();
      await logInAsNew(context, "owner");
      const { cookies } = await context.storageState();
      await context.close();
      await use(cookies);
    },
    { scope: "worker" },
  ],
  refused: [
    async ({ page }, use) => {
      const refused = watchPolicy(page);
      await use(refused);
      expect(refused, "by the page's policy, or of another host").toEqual([]);
    },
    { auto: true },
  ],
  open: async ({ page, owner }, use) => {
    await use(async (path) => {
      await page.context().addCookies(owner);
      await page.goto(place(path));
    });
  },
});

export async function contextOf(
  browser: Browser,
  role: "manager" | "viewer",
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: narrow,
    locale: "ko-KR",
    timezoneId: "Asia/Seoul",
  });
  await logInAsNew(context, role);
  return context;
}

export const press = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: typeof name === "string" }).click();
export const choose = (page: Page, type: string) =>
  page
    .locator(".segment")
    .filter({ hasText: new RegExp(`^${type}$`) })
    .click();
export const dialog = (page: Page) => page.getByRole("dialog");
export const rows = (page: Page) => page.locator("main table tbody tr:not([aria-hidden])");
export const total = (page: Page, name: string) =>
  page
    .getByRole("list", { name: "조회한 거래의 합계" })
    .getByRole("listitem")
    .filter({ hasText: name });
export const today = () =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Seoul", dateStyle: "short" }).format(
    new Date(),
  );
export const tag = () => randomUUID().slice(0, 8);
