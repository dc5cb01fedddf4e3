// The app itself: an account from its beginning, what it weighs, what it keeps, and what it does offline.
import { expect, test, type Browser, type Page } from "@playwright/test";
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  app,
  confirm,
  enterPin,
  expectScreen,
  logIn,
  openOrder,
  order,
  phone,
  press,
  signUp,
} from "./support/phone.ts";
import { stack } from "./support/stack.ts";
import { watch } from "./support/window.ts";

test.use(phone);

const pan = "5555555555554444";
const cvc = "731";
const pin = "867530";
const firstPin = "135791";
const password = "staple battery horse";

/** Everything that the browser keeps for the app. */
async function kept(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const found: string[] = [document.cookie, location.href];
    for (const storage of [localStorage, sessionStorage])
      for (const key of Object.keys(storage)) found.push(key, storage.getItem(key) ?? "");
    for (const { name } of await indexedDB.databases()) found.push(`database ${name}`);
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        found.push(request.url);
        // The app's own files are the same for everybody.
        if (!new URL(request.url).pathname.startsWith("/app/"))
          found.push(await (await cache.match(request))!.text());
      }
    }
    return found.join("\n");
  });
}

/** Every file that the stack has written, logs among them. */
function written(folder = dirname(process.env.PAY200_E2E_DEV_JSON!)): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    // The database itself keeps cards and PINs, encrypted; its log is looked at.
    if (entry.isDirectory()) return entry.name === "data" ? [] : written(path);
    return entry.isFile() && entry.name !== "dev.json" ? [path] : [];
  });
}

test("an account from sign-up to log-out leaves no card number, CVC, PIN or password anywhere", async ({
  browser,
}) => {
  const context = await browser.newContext({ ...phone, serviceWorkers: "allow" });
  const page = await context.newPage();
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("request", (request) => said.push(request.url()));
  const loginId = `${randomUUID()}@example.com`;

  await page.goto(app());
  await press(page, "회원가입");
  await page.getByLabel("이메일").fill(loginId);
  await page.getByLabel("이름").fill("김하늘");
  await page.getByLabel("비밀번호", { exact: true }).fill(password);
  await press(page, "다음");
  await enterPin(page, firstPin);
  await expectScreen(page, "한 번 더 입력해 주세요");
  await enterPin(page, firstPin);
  await expect(page.getByText("김하늘님, 안녕하세요")).toBeVisible();

  await page.getByRole("link", { name: "결제할 카드를 등록해 주세요" }).tap();
  await page.getByLabel("카드번호").pressSequentially(pan);
  await page.getByLabel("유효기간 (월/년)").pressSequentially("1230");
  await page.getByLabel("CVC").pressSequentially(cvc);
  await press(page, "등록");
  await expect(page.getByText("Mastercard")).toBeVisible();

  await page.getByRole("link", { name: "내 정보" }).tap();
  await page.getByRole("link", { name: "결제 비밀번호 변경" }).tap();
  await page.getByLabel("비밀번호", { exact: true }).fill(password);
  await press(page, "다음");
  for (const _ of [1, 2]) await enterPin(page, pin);
  await expectScreen(page, "결제 비밀번호가 변경되었습니다");

  const { url } = await order();
  await openOrder(page, url);
  await confirm(page, pin);
  await expectScreen(page, "결제가 완료되었습니다");

  const session = await context.newCDPSession(page);
  const { entries } = await session.send("Page.getNavigationHistory");
  const browserKeeps = [await kept(page), ...said, ...entries.map(({ url, title }) => url + title)];
  const secrets = [pan, "5555 5555 5555 4444", "5555-5555-5555-4444", cvc, pin, firstPin, password];
  // The CVC and the PIN are short: what is looked for is them alone, not within longer numbers.
  const alone = secrets.map((secret) => new RegExp(`(?<![0-9A-Za-z])${secret}(?![0-9A-Za-z])`));
  for (const text of browserKeeps)
    for (const [at, secret] of alone.entries()) expect(secret.test(text), secrets[at]).toBe(false);
  const kinds = await page.evaluate(() => Object.keys(localStorage));
  expect(kinds).toEqual([]);

  await page.goto(`${app()}#/profile`);
  await press(page, "로그아웃");
  await expectScreen(page, "로그인");
  await page.waitForTimeout(1500); // nginx writes its log each second
  const files = written();
  expect(files.some((file) => file.endsWith("access.log"))).toBe(true);
  expect(files.some((file) => file.endsWith("postgres.log"))).toBe(true);
  for (const file of files) {
    // Programs' pictures of memory and numbers of requests may hold any three digits.
    const text = readFileSync(file, "latin1");
    for (const [at, secret] of alone.entries())
      if (secrets[at] !== cvc) expect(secret.test(text), `${file}: ${secrets[at]}`).toBe(false);
    expect(new RegExp(`cvc\\W{0,6}${cvc}`, "i").test(text), `${file}: CVC`).toBe(false);
  }
  await context.close();
});

/** A first visit, from its address to the screen; what of it was sent, in bytes. */
async function firstLoad(
  browser: Browser,
  locale: string,
  {
    address,
    loggedIn,
    shows,
  }: { address: string; loggedIn: boolean; shows: Record<string, string> },
): Promise<number> {
  const context = await browser.newContext({ ...phone, locale, serviceWorkers: "block" });
  if (loggedIn) await logIn(context);
  const page = await context.newPage();
  const loaded: string[] = [];
  const weights: Promise<number>[] = [];
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (!pathname.startsWith("/app/")) return;
    loaded.push(pathname);
    if (/\/app-[^/]+\.(js|css)$/.test(pathname))
      expect(response.headers()["content-encoding"], pathname).toBe("gzip");
  });
  page.on("requestfinished", (request) => {
    if (!new URL(request.url()).pathname.startsWith("/app/")) return;
    weights.push(request.sizes().then(({ responseBodySize }) => responseBodySize)); // as it was sent
  });
  await page.goto(address);
  await expectScreen(page, shows[locale]!);
  await page.waitForLoadState("networkidle");
  const weight = (await Promise.all(weights)).reduce((sum, one) => sum + one, 0);
  expect(loaded.filter((path) => path.endsWith(".wasm"))).toEqual([]);
  await context.close();
  return weight;
}

test("what is loaded first is at most 100 kB gzip, at every address and in both languages", async ({
  browser,
}) => {
  const entries = {
    home: {
      address: app(),
      loggedIn: true,
      shows: { "ko-KR": "QR 결제", "en-US": "QR payment" },
    },
    "a code from the phone's camera": {
      address: (await order(60_000)).url,
      loggedIn: true,
      shows: { "ko-KR": "결제 확인", "en-US": "Confirm payment" },
    },
    "the same, logged out": {
      address: (await order()).url,
      loggedIn: false,
      shows: { "ko-KR": "로그인", "en-US": "Log in" },
    },
    history: {
      address: `${app()}#/history`,
      loggedIn: true,
      shows: { "ko-KR": "사용 내역", "en-US": "History" },
    },
    scanner: {
      address: `${app()}#/scan`,
      loggedIn: true,
      // Without a camera: what reads the code is loaded once there is one.
      shows: { "ko-KR": "카메라를 찾지 못했습니다", "en-US": "No camera was found" },
    },
  };
  for (const [name, entry] of Object.entries(entries))
    for (const locale of ["ko-KR", "en-US"]) {
      const weight = await firstLoad(browser, locale, entry);
      console.log(`first load, ${name}, ${locale}: ${weight} bytes gzip`);
      expect(weight, `${name}, ${locale}`).toBeLessThanOrEqual(100_000);
    }
});

test("it can be installed, and opens without a connection", async ({ browser }) => {
  const context = await browser.newContext({ ...phone, serviceWorkers: "allow" });
  await logIn(context);
  const page = await context.newPage();
  const seen = watch(page, stack().baseUrl);
  await page.goto(app());
  await page.evaluate(() => navigator.serviceWorker.ready);
  const session = await context.newCDPSession(page);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // A context of a test is an incognito window, which installs nothing: that is its only fault.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
  const { errors } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  expect(seen).toEqual({ strangers: [], errors: [] });

  await page.reload(); // now by its service worker
  await context.setOffline(true);
  await page.reload();
  await expectScreen(page, "QR 결제");
  // The browser tells a page that it loads without a connection nothing of it, as real ones do.
  await context.setOffline(false);
  await context.setOffline(true);
  await expect(page.getByText("오프라인", { exact: true })).toBeVisible();
  for (const [place, title] of [
    ["#/history", "사용 내역"],
    ["#/profile", "내 정보"],
    ["#/cards", "카드 관리"],
    ["#/cards/new", "카드 등록"],
  ] as const) {
    await page.goto(app() + place);
    await expectScreen(page, title);
  }
  await page.goto(`${app()}#/profile`);
  await page.getByText("English").tap();
  await expectScreen(page, "My account");
  // No answer of the API is among what is kept.
  const keptUrls = await page.evaluate(async () => {
    const urls: string[] = [];
    for (const name of await caches.keys())
      for (const { url } of await (await caches.open(name)).keys())
        urls.push(new URL(url).pathname);
    return urls;
  });
  expect(keptUrls.length).toBeGreaterThan(5);
  expect(keptUrls.filter((path) => !path.startsWith("/app/"))).toEqual([]);
  expect(keptUrls.filter((path) => path.endsWith(".wasm"))).toEqual([]);

  await context.setOffline(false);
  await page.goto(app());
  await expect(page.getByText("Hello,")).toBeVisible();
  await context.close();
});

// A newer worker takes over once the old one has no work. One that a debugger watches never says so: it is ended here.
test("a newer app takes over an open one, on its first screen and with nothing under way", async ({
  browser,
}) => {
  const worker = join(import.meta.dirname, "../../build/web/app/sw.js");
  const before = readFileSync(worker, "utf8");
  const context = await browser.newContext({ ...phone, serviceWorkers: "allow" });
  try {
    await logIn(context);
    const page = await context.newPage();
    await page.goto(app());
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload(); // now by its service worker
    await page.goto(`${app()}#/cards/new`);
    await page.getByLabel("카드번호").pressSequentially("4242");
    // Looked at again, after an upgrade.
    writeFileSync(worker, `${before}\n// newer`);
    await page.evaluate(() => void document.dispatchEvent(new Event("visibilitychange")));
    await expect(() =>
      expect(
        page.evaluate(async () =>
          Boolean((await navigator.serviceWorker.getRegistration())?.waiting),
        ),
      ).resolves.toBe(true),
    ).toPass();
    // Nobody who types is interrupted.
    await expect(page.getByLabel("카드번호")).toHaveValue("4242");
    await page.evaluate(() => void Object.assign(window, { old: true }));
    const devtools = await context.newCDPSession(page);
    await devtools.send("ServiceWorker.enable");
    await page.getByRole("button", { name: "뒤로" }).tap();
    await expect(async () => {
      await expectScreen(page, "QR 결제");
      await devtools.send("ServiceWorker.stopAllWorkers");
      expect(await page.evaluate(() => "old" in window)).toBe(false);
    }).toPass();
  } finally {
    writeFileSync(worker, before);
    await context.close();
  }
});

test("the phone's back button takes back one step, and what was typed stays", async ({ page }) => {
  await page.goto(app());
  await press(page, "회원가입");
  await page.getByLabel("이메일").fill("haneul@example.com");
  await page.getByLabel("이름").fill("김하늘");
  await page.getByLabel("비밀번호", { exact: true }).fill(password);
  await press(page, "다음");
  await enterPin(page, firstPin);
  await expectScreen(page, "한 번 더 입력해 주세요");
  await page.goBack();
  await expectScreen(page, "결제 비밀번호를 정해 주세요");
  await page.goBack();
  await expectScreen(page, "회원가입");
  await expect(page.getByLabel("이름")).toHaveValue("김하늘");
  await page.goBack();
  await expectScreen(page, "로그인");
});

test("a page that is loaded anew on the log-in keeps the code that led to it", async ({
  page,
  context,
}) => {
  await page.goto((await order()).url);
  await expectScreen(page, "로그인");
  expect(page.url()).not.toContain("qrt_");
  await page.reload();
  await expectScreen(page, "로그인");
  await logIn(context);
  await page.reload();
  await expectScreen(page, "결제 확인");
});

test("the month that is shown is not given another one's entries", async ({ page, context }) => {
  await logIn(context);
  const entry = (shopName: string, month: string) => ({
    paymentKey: "pay_0g7k2m1q068kx2v9cd7nvw8eh4ah2k9qzr",
    shopName,
    orderName: "커피",
    status: "DONE",
    currency: "KRW",
    totalAmount: 1000,
    balanceAmount: 1000,
    requestedAt: `${month}-03T10:00:00.000+09:00`,
    approvedAt: `${month}-03T10:00:00.000+09:00`,
  });
  let late: () => void = () => undefined;
  await page.route("**/v1/shopper/payments?*", async (route) => {
    const query = new URL(route.request().url()).searchParams;
    const month = query.get("month")!;
    const next = query.has("startingAfter");
    if (next) await new Promise<void>((done) => (late = done));
    await route.fulfill({
      json: { payments: [entry(`${month}${next ? " 더" : ""}`, month)], hasMore: !next },
    });
  });
  await page.goto(`${app()}#/history/2026-10`);
  await expect(page.getByText("2026-10", { exact: true })).toBeVisible();
  await press(page, "더 보기");
  await press(page, "이전 달");
  await expect(page.getByText("2026-09", { exact: true })).toBeVisible();
  const answered = page.waitForResponse(/startingAfter/);
  late();
  await answered;
  await page.waitForTimeout(300);
  await expect(page.getByText("2026-10", { exact: false })).toHaveCount(0);
});

test("every build asset that the service worker keeps is there", () => {
  const web = join(import.meta.dirname, "../../build/web/app");
  expect(existsSync(join(web, "sw.js"))).toBe(true);
  const listed = [...readFileSync(join(web, "sw.js"), "utf8").matchAll(/url:"([^"]+)"/g)];
  expect(listed.length).toBeGreaterThan(5);
  for (const [, file] of listed) expect(existsSync(join(web, file!)), file).toBe(true);
});

test("the history is by month, and a receipt prints", async ({ page, context }) => {
  const who = await signUp(context, "4242424242424242");
  const { url, paymentKey } = await order(12_300, "원두 500g");
  await openOrder(page, url);
  await confirm(page, who.pin);
  await expectScreen(page, "결제가 완료되었습니다");
  await expect(async () => {
    await page.goto(`${app()}#/profile`);
    await page.goto(`${app()}#/history`);
    await expect(page.getByText("원두 500g")).toBeVisible({ timeout: 2000 });
  }).toPass();
  await expect(page.getByText("1건")).toBeVisible();
  await press(page, "이전 달");
  await expect(page.getByText("이 달에는 사용 내역이 없습니다")).toBeVisible();
  await press(page, "다음 달");
  await page.getByRole("link", { name: /원두 500g/ }).tap();
  await expectScreen(page, "신용카드 매출전표");
  for (const text of ["12,300원", "일시불", "승인번호", "사업자등록번호", "부가세"])
    await expect(page.getByText(text).first()).toBeVisible();
  await expect(page.getByText("4242-42**-****-4242")).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "인쇄" })).toBeHidden();
  await expect(page.getByText("승인번호")).toBeVisible();
  expect((await page.pdf()).length).toBeGreaterThan(5_000);
  await page.emulateMedia({ media: "screen" });
  // The address that the shop's server is given leads here too.
  await page.goto(`${app()}#receipt=${paymentKey}`);
  await expectScreen(page, "신용카드 매출전표");
  await expect(page.getByText("증빙으로 쓸 수 없습니다")).toBeVisible();
  // What it is worth as a proof is not said as long as nobody knows whether it was a test.
  await page.route("**/v1/shopper/me", (route) => route.abort());
  await page.reload();
  await expect(page.getByText("승인번호")).toBeVisible();
  await expect(page.getByText(/증빙|부가가치세법/)).toHaveCount(0);
});

test("cards are kept in order: default and deleted", async ({ page, context }) => {
  await signUp(context, "4242424242424242", "5555555555554444");
  await page.goto(`${app()}#/cards`);
  const first = page.getByRole("listitem").first();
  await expect(first).toContainText("4242");
  // Who closes it is where they were.
  await first.getByRole("button").tap();
  await press(page, "닫기");
  await expect(first.getByRole("button")).toBeFocused();
  await page.getByRole("button", { name: /끝자리 4444/ }).tap();
  await press(page, "기본 카드로 설정");
  await expect(first).toContainText("4444");
  await page.getByRole("button", { name: /끝자리 4242/ }).tap();
  await press(page, "삭제");
  await press(page, "카드 삭제");
  await expect(page.getByRole("button", { name: /끝자리/ })).toHaveCount(1);
});

test("a card is checked as it is typed", async ({ page, context }) => {
  await signUp(context);
  await page.goto(`${app()}#/cards/new`);
  const number = page.getByLabel("카드번호");
  await number.pressSequentially("4242424242424241");
  await expect(number).toHaveValue("4242 4242 4242 4241");
  await expect(page.getByText("카드번호를 확인해 주세요")).toBeVisible();
  await number.press("Backspace");
  await number.pressSequentially("2");
  await expect(page.getByText("카드번호를 확인해 주세요")).toHaveCount(0);
  await expect(page.getByLabel("유효기간 (월/년)")).toBeFocused();
  await page.getByLabel("유효기간 (월/년)").pressSequentially("0120");
  await page.getByLabel("CVC").pressSequentially("12");
  await press(page, "등록");
  await expect(page.getByText("유효기간을 확인해 주세요")).toBeVisible();
  await expect(page.getByText("CVC를 확인해 주세요")).toBeVisible();
  for (const [label, autocomplete] of [
    ["카드번호", "cc-number"],
    ["유효기간 (월/년)", "cc-exp"],
    ["CVC", "cc-csc"],
  ] as const) {
    await expect(page.getByLabel(label)).toHaveAttribute("autocomplete", autocomplete);
    await expect(page.getByLabel(label)).toHaveAttribute("inputmode", "numeric");
  }
  // Declined as soon as it is registered.
  await number.fill("4000000000000002");
  await page.getByLabel("유효기간 (월/년)").fill("12/30");
  await page.getByLabel("CVC").fill("123");
  await press(page, "등록");
  await expect(page.getByRole("alert").filter({ hasText: "카드" })).toBeVisible();
});

test("a password is changed by who knows it", async ({ page, context }) => {
  const who = await signUp(context);
  await page.goto(`${app()}#/password`);
  await page.getByLabel("현재 비밀번호", { exact: true }).fill("not that one");
  await page.getByLabel("새 비밀번호", { exact: true }).fill("staple battery horse");
  await press(page, "변경");
  await expect(page.getByText("비밀번호가 일치하지 않습니다")).toBeVisible();
  await page.getByLabel("현재 비밀번호", { exact: true }).fill(who.password);
  await press(page, "변경");
  await expectScreen(page, "비밀번호가 변경되었습니다");
  await logIn(context, { ...who, password: "staple battery horse" });
});
