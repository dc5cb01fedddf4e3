// Every page of the back office, in both languages, light and dark: usable by everybody, no wider than the
// window. PAY200_SCREENSHOTS=folder keeps a picture of each, at all sizes; PAY200_SCREENS=pattern takes only some.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { least, narrow, watchPolicy, wide } from "./support/office.ts";
import { Office } from "./support/office_gateway.ts";
import { screens } from "./support/office_screens.ts";

const pictures = process.env.PAY200_SCREENSHOTS;
const only = new RegExp(process.env.PAY200_SCREENS ?? "");
const looks = [
  { language: "ko", scheme: "light", size: narrow },
  { language: "en", scheme: "dark", size: least },
  // To look at; axe has seen their colours and their words already.
  ...(pictures
    ? ([
        { language: "en", scheme: "light", size: narrow },
        { language: "ko", scheme: "dark", size: narrow },
        { language: "ko", scheme: "light", size: wide },
        { language: "en", scheme: "light", size: wide },
      ] as const)
    : []),
] as const;

for (const [at, { language, scheme, size }] of looks.entries()) {
  const look = `${language}_${scheme}_${size.width}x${size.height}`;
  test(`axe finds nothing on any page, the policy refuses nothing, and all of them fit: ${look}`, async ({
    browser,
  }) => {
    test.setTimeout(900_000); // on a machine that is busy with others
    const faults: string[] = [];
    const context = await browser.newContext({
      viewport: size,
      colorScheme: scheme,
      locale: language === "ko" ? "ko-KR" : "en-US",
      timezoneId: "Asia/Seoul",
      reducedMotion: "reduce",
    });
    for (const { name, open } of screens.filter((one) => only.test(one.name))) {
      const page = await context.newPage();
      const refused = watchPolicy(page);
      const gateway = new Office();
      await gateway.serve(page);
      await open(page, gateway).catch((failed: unknown) =>
        faults.push(`${name}: ${String(failed).split("\n")[0]}`),
      );
      await page.locator("h1").first().waitFor({ state: "attached" });
      await page.waitForTimeout(200); // what its data bring
      if (at < 2) {
        const { violations } = await new AxeBuilder({ page }).analyze();
        for (const { id, nodes } of violations)
          faults.push(`${name}: ${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
      }
      if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth))
        faults.push(`${name}: wider than the window`);
      faults.push(...refused.map((what) => `${name}: ${what}`));
      if (pictures) {
        mkdirSync(pictures, { recursive: true });
        await page.screenshot({ path: join(pictures, `${look}_${name}.png`), fullPage: true });
      }
      await page.close();
    }
    await context.close();
    expect(faults).toEqual([]);
  });
}
