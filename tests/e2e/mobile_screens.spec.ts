// Every screen of the app, in both languages, light and dark: usable by everybody, no wider than the phone.
// PAY200_SCREENSHOTS=folder keeps a picture of each, at both sizes; PAY200_SCREENS=pattern takes only some.
import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { en } from "../../mobile/src/i18n/en.ts";
import { ko } from "../../mobile/src/i18n/ko.ts";
import { large, phone, small } from "./support/phone.ts";
import { Gateway, screens } from "./support/screens.ts";

const pictures = process.env.PAY200_SCREENSHOTS;
const only = new RegExp(process.env.PAY200_SCREENS ?? "");
const looks = [
  { language: "ko", scheme: "light", size: small },
  { language: "en", scheme: "dark", size: large },
  // To look at; axe has seen their colours and their words already.
  ...(pictures
    ? ([
        { language: "ko", scheme: "dark", size: small },
        { language: "en", scheme: "light", size: small },
        { language: "en", scheme: "dark", size: small },
        { language: "ko", scheme: "light", size: large },
        { language: "ko", scheme: "dark", size: large },
        { language: "en", scheme: "light", size: large },
      ] as const)
    : []),
] as const;

for (const [place, { language, scheme, size }] of looks.entries()) {
  const look = `${language}_${scheme}_${size.width}x${size.height}`;
  test(`axe finds nothing on any screen, and all of them fit: ${look}`, async ({ browser }) => {
    test.setTimeout(900_000); // on a machine that is busy with others
    const faults: string[] = [];
    const context = await browser.newContext({
      ...phone,
      viewport: size,
      colorScheme: scheme,
      locale: language === "ko" ? "ko-KR" : "en-US",
      reducedMotion: "reduce",
    });
    const texts = language === "ko" ? ko : en;
    for (const { name, title, says, open } of screens.filter((one) => only.test(one.name))) {
      const page = await context.newPage();
      page.on("pageerror", (error) => faults.push(`${name}: ${error.message}`));
      const gateway = new Gateway();
      await gateway.serve(page);
      await open(page, gateway);
      // Another one is hidden while a part of the app is on its way.
      await expect(page.locator("h1:visible"), name).toHaveText(texts[title]);
      if (says) await expect(page.getByText(texts[says]).first(), name).toBeVisible();
      await page.waitForTimeout(200); // what its data bring
      if (place < 2) {
        const { violations } = await new AxeBuilder({ page }).analyze();
        for (const { id, nodes } of violations)
          faults.push(`${name}: ${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
      }
      faults.push(...(await misfits(page, size.width)).map((fault) => `${name}: ${fault}`));
      if (pictures) {
        mkdirSync(pictures, { recursive: true });
        await page.screenshot({ path: join(pictures, `${look}_${name}.png`) });
      }
      await page.close();
      await context.setOffline(false);
    }
    await context.close();
    expect(faults).toEqual([]);
  });
}

/** What is wider than the phone, or too small for a thumb. */
function misfits(page: Page, phoneWidth: number): Promise<string[]> {
  return page.evaluate((phoneWidth) => {
    const found: string[] = [];
    // The window grows with what is too wide for the phone.
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > phoneWidth) found.push(`wider than the phone: ${scrollWidth}`);
    for (const element of document.querySelectorAll<HTMLElement>(
      "button, a, select, input:not([type=file]):not([type=radio]):not([type=checkbox]), label.way, label.switch",
    )) {
      const { width, height } = element.getBoundingClientRect();
      if (width > 0 && (width < 44 || height < 44))
        found.push(`too small: ${element.className || element.tagName} ${width}x${height}`);
    }
    return found;
  }, phoneWidth);
}
