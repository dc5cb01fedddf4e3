// Every screen of the app, in both languages, light and dark: usable by everybody, no wider than the phone.
// PAY200_SCREENSHOTS=folder keeps a picture of each.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { large, phone, small } from "./support/phone.ts";
import { Gateway, screens } from "./support/screens.ts";

const pictures = process.env.PAY200_SCREENSHOTS;
const looks = [
  { language: "ko", scheme: "light", size: small },
  { language: "en", scheme: "dark", size: small },
  { language: "ko", scheme: "dark", size: large },
  { language: "en", scheme: "light", size: large },
] as const;

for (const { language, scheme, size } of looks) {
  const look = `${language}_${scheme}_${size.width}x${size.height}`;
  test(`axe finds nothing on any screen, and all of them fit: ${look}`, async ({ browser }) => {
    test.setTimeout(300_000);
    const faults: string[] = [];
    for (const { name, open } of screens) {
      const context = await browser.newContext({
        ...phone,
        viewport: size,
        colorScheme: scheme,
        locale: language === "ko" ? "ko-KR" : "en-US",
        reducedMotion: "reduce",
        permissions: ["camera"],
      });
      const page = await context.newPage();
      page.on("pageerror", (error) => faults.push(`${name}: ${error.message}`));
      const gateway = new Gateway();
      gateway.reset();
      await gateway.serve(page);
      await open(page, gateway);
      await page.locator("h1").waitFor({ state: "attached" });
      await page.waitForTimeout(250); // what its data bring
      const { violations } = await new AxeBuilder({ page }).analyze();
      for (const { id, nodes } of violations)
        faults.push(`${name}: ${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
      faults.push(...(await misfits(page)).map((fault) => `${name}: ${fault}`));
      if (pictures) {
        mkdirSync(pictures, { recursive: true });
        await page.screenshot({ path: join(pictures, `${look}_${name}.png`) });
      }
      await context.close();
    }
    expect(faults).toEqual([]);
  });
}

/** What is wider than the phone, or too small for a thumb. */
function misfits(page: import("@playwright/test").Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push("wider than the phone");
    for (const element of document.querySelectorAll<HTMLElement>(
      "button, a, select, input:not([type=file]):not([type=radio]):not([type=checkbox]), label.way, label.switch",
    )) {
      const { width, height } = element.getBoundingClientRect();
      if (width > 0 && (width < 44 || height < 44))
        found.push(`too small: ${element.className || element.tagName} ${width}x${height}`);
    }
    return found;
  });
}
