import { expect, type FrameLocator, type Page } from "@playwright/test";

/** The window over a shop's page. */
export const windowOf = (page: Page): FrameLocator => page.frameLocator("[data-pay200] iframe");

export async function expectPhase(page: Page, phase: string): Promise<void> {
  await expect(windowOf(page).locator("main")).toHaveAttribute("data-phase", phase);
}

/** Everything that the page, or a window in it, asks another host for, or is refused by a policy. */
export function watch(page: Page, ...hosts: string[]): { strangers: string[]; errors: string[] } {
  const seen = { strangers: [] as string[], errors: [] as string[] };
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (["data:", "blob:", "about:"].includes(protocol)) return;
    if (!hosts.includes(origin)) seen.strangers.push(request.url());
  });
  page.on("pageerror", (error) => seen.errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") seen.errors.push(message.text());
  });
  return seen;
}
