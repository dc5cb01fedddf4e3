// The back office on the whole stack: what people do there with payments, keys and each other.
import { expect, test, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { readBarcodes } from "zxing-wasm/reader";
import { sql } from "./support/operator.ts";
import {
  expectPage,
  giveBack,
  invite,
  logInAsNew,
  logInAsOwner,
  mId,
  narrow,
  office,
  pay,
  place,
  totp,
  tryKey,
  watchPolicy,
} from "./support/office.ts";
import "./support/shopper.ts"; // readies the decoder
import { stack } from "./support/stack.ts";

test.use({ viewport: narrow });

let owner: Awaited<ReturnType<BrowserContext["storageState"]>>;
let refused: string[];

test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext();
  await logInAsNew(context, "owner");
  owner = await context.storageState();
  await context.close();
});

test.beforeEach(({ page }) => {
  refused = watchPolicy(page);
});

test.afterEach(() => {
  expect(refused, "by the page's policy, or of another host").toEqual([]);
});

/** Logged in already as an owner of the demonstration's shop. */
async function open(page: Page, path: string): Promise<void> {
  await page.context().addCookies(owner.cookies);
  await page.goto(place(path));
}

async function contextOf(browser: Browser, role: "manager" | "viewer"): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: narrow,
    locale: "ko-KR",
    timezoneId: "Asia/Seoul",
  });
  await logInAsNew(context, role);
  return context;
}

const press = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: typeof name === "string" }).click();
const choose = (page: Page, type: string) =>
  page
    .locator(".segment")
    .filter({ hasText: new RegExp(`^${type}$`) })
    .click();
const dialog = (page: Page) => page.getByRole("dialog");
const rows = (page: Page) => page.locator("main table tbody tr:not([aria-hidden])");
const total = (page: Page, name: string) =>
  page
    .getByRole("list", { name: "조회한 거래의 합계" })
    .getByRole("listitem")
    .filter({ hasText: name });
const today = () =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Seoul", dateStyle: "short" }).format(
    new Date(),
  );
const tag = () => randomUUID().slice(0, 8);

test("the first log-in sets up an app by its QR code, tells the recovery codes once, and changes the password", async ({
  page,
}) => {
  const { loginId, password } = invite("viewer", "이바다");
  await page.goto(place("/transactions?type=REFUND"));
  await expectPage(page, "로그인");
  await page.getByLabel("이메일").fill(loginId);
  await page.getByLabel("비밀번호", { exact: true }).fill("not that one");
  await press(page, "계속");
  await expect(page.getByRole("alert").filter({ hasText: "일치하지 않습니다" })).toBeVisible();
  await page.getByLabel("비밀번호", { exact: true }).fill(password);
  await press(page, "계속");

  await expectPage(page, "2단계 인증 설정");
  const code = page.getByRole("img", { name: "인증 앱에 등록할 QR 코드" });
  await expect(code).toBeVisible();
  const picture = await page.screenshot({ scale: "css" });
  const [read] = await readBarcodes(new Blob([new Uint8Array(picture)]), { formats: ["QRCode"] });
  const secret = new URL(read!.text).searchParams.get("secret")!;
  expect(read!.text).toMatch(/^otpauth:\/\/totp\//);
  expect(secret, "the same that is to be typed").toBe(
    (await page.locator(".secret code").innerText()).replaceAll(" ", ""),
  );
  const field = page.getByLabel("인증 코드");
  await field.fill(`${(Number(totp(secret)) + 1) % 1_000_000}`.padStart(6, "0"));
  await expect(page.locator(".field.wrong")).toBeVisible();
  await field.fill(totp(secret));

  await expectPage(page, "복구 코드");
  const codes = await page.getByRole("list", { name: "복구 코드" }).locator("code").allInnerTexts();
  expect(new Set(codes).size).toBe(10);
  await expect(page.getByRole("button", { name: "시작하기" })).toBeDisabled();
  await page.getByLabel("안전한 곳에 보관했습니다").check();
  await press(page, "시작하기");

  await expectPage(page, "새 비밀번호를 정해 주세요");
  await page.getByLabel("현재 비밀번호", { exact: true }).fill(password);
  for (const name of ["새 비밀번호", "새 비밀번호 확인"])
    await page.getByLabel(name, { exact: true }).fill("staple battery horse");
  await press(page, "변경하고 시작하기");
  await expectPage(page, "거래 내역");
  await expect(page.getByRole("radio", { name: "환불" }), "where one was going").toBeChecked();

  // Out, and in again by a recovery code; one that has been used is used up.
  for (const [attempt, enters] of [
    [codes[0]!, true],
    [codes[0]!, false],
  ] as const) {
    await press(page, "로그아웃");
    await expectPage(page, "로그인");
    await page.getByLabel("이메일").fill(loginId);
    await page.getByLabel("비밀번호", { exact: true }).fill("staple battery horse");
    await press(page, "계속");
    await press(page, "복구 코드로 로그인");
    await page.getByLabel("복구 코드", { exact: true }).fill(attempt);
    await press(page, "로그인");
    if (enters) {
      await expectPage(page, "홈");
    } else {
      await expect(page.locator(".field.wrong")).toBeVisible();
    }
  }
});

test("the fifth wrong password locks the account, and the page says so", async ({ page }) => {
  const { loginId, password } = invite("viewer", "잠긴 사람");
  await page.goto(office());
  await page.getByLabel("이메일").fill(loginId);
  for (let wrong = 0; wrong < 5; ++wrong) {
    await page.getByLabel("비밀번호", { exact: true }).fill(`wrong ${wrong}`);
    await Promise.all([page.waitForResponse("**/backoffice/v1/login"), press(page, "계속")]);
  }
  await page.getByLabel("비밀번호", { exact: true }).fill(password);
  await press(page, "계속");
  await expect(page.getByRole("alert")).toContainText("잠");
  await expect(page.getByText("급하면 운영자에게 연락해 주세요")).toBeVisible();
});

test("the demonstration's owner logs in and goes from one shop to the other", async ({ page }) => {
  await logInAsOwner(page.context());
  const here = tag();
  await pay(5_100, `여기 ${here}`, "김하늘");
  await page.goto(place(`/transactions?search=${here}`));
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("button", { name: /카페 온도/ }).click();
  await page.getByRole("button", { name: /카페 온도 무인점/ }).click();
  await expect(page).toHaveURL(new RegExp(`#/${stack().kiosk.merchant.id}/transactions`));
  await expect(page.getByText("조건에 맞는 내역이 없습니다")).toBeVisible();
  await expect(page.getByText("실제 돈은 오가지 않습니다")).toBeVisible();
  await page.goBack();
  await expect(rows(page)).toHaveCount(1);
});

test("transactions are found by name, day and type, alone and together, and a view can be shared", async ({
  page,
  context,
}) => {
  const some = tag();
  const other = tag();
  const first = await pay(12_300, `원두 ${some}`, `김하늘 ${some}`);
  const second = await pay(9_900, `케이크 ${some}`, `이바다 ${some}`);
  await pay(5_500, `라떼 ${other}`, `최예린 ${other}`);
  await giveBack(first.paymentKey, 2_300);
  await giveBack(second.paymentKey);

  await open(page, "/transactions");
  await expectPage(page, "거래 내역");
  await page.keyboard.press("/");
  const search = page.getByRole("searchbox");
  await expect(search).toBeFocused();

  // By the customer's, the item's and the order's name.
  for (const [wanted, count] of [
    [`김하늘 ${some}`, 2],
    [`케이크 ${some}`, 2],
    [first.orderId.toUpperCase(), 2],
    [`최예린 ${other}`, 1],
    [some, 4],
  ] as const) {
    await search.fill(wanted);
    await expect(page).toHaveURL(new RegExp(`search=${encodeURIComponent(wanted).slice(0, 12)}`));
    await expect(rows(page), wanted).toHaveCount(count);
  }
  await expect(total(page, "결제").first()).toContainText("22,200원");
  await expect(total(page, "순매출")).toContainText("10,000원");

  // By type, within that.
  await choose(page, "환불");
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText("−2,300원");
  await expect(total(page, "환불")).toContainText("−2,300원");
  await expect(total(page, "결제").first()).toContainText("0원");
  await choose(page, "취소");
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).first()).toContainText("−9,900원");
  await choose(page, "결제");
  await expect(rows(page)).toHaveCount(2);

  // By day, within both: today has them, yesterday has none.
  await page.getByRole("button", { name: /^기간/ }).click();
  await press(page, "어제");
  await expect(page.getByText("조건에 맞는 내역이 없습니다")).toBeVisible();
  await page.getByRole("button", { name: /^기간/ }).click();
  await page.getByRole("button", { name: "오늘", exact: true }).click();
  await expect(rows(page)).toHaveCount(2);
  expect(page.url()).toContain(`from=${today()}&to=${today()}&type=PAYMENT`);

  // By keyboard in the calendar: today, and then a week before.
  await page.getByRole("button", { name: /^기간/ }).click();
  await page.locator(`[data-day="${today()}"]`).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "기간" })).toHaveCount(0);
  await expect(page).toHaveURL(new RegExp(`to=${today()}`));
  await expect(page).not.toHaveURL(new RegExp(`from=${today()}`));
  await expect(rows(page)).toHaveCount(2);

  // The address is the view: for somebody else, and on the way back.
  const shared = page.url();
  const another = await context.newPage();
  await another.goto(shared);
  await expect(rows(another)).toHaveCount(2);
  await another.close();
  await page.goBack();
  expect(page.url()).toContain(`from=${today()}&to=${today()}`);
  await press(page, "조건 지우기");
  await expect(search).toHaveValue("");
  await expect(page).toHaveURL(/\/transactions$/);
  await page.goBack();
  await expect(search).toHaveValue(some);
  await expect(rows(page)).toHaveCount(2);

  // The file holds what the filter lets through.
  await page.goto(place(`/transactions?search=${some}`));
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV 다운로드" }).click();
  const file = readFileSync(await (await download).path());
  expect([...file.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const lines = file.toString("utf8").trim().split("\r\n");
  expect(lines).toHaveLength(5);
  expect(lines[0]).toContain("거래일시");
  expect(file.toString("utf8")).not.toContain(other);
});

test("pages are gone through one by one, and back", async ({ page }) => {
  await open(page, "/transactions");
  await expect(rows(page).first()).toBeVisible();
  // A page has fifty; the demonstration has made fewer.
  await page.route("**/transactions?limit=50*", (route) =>
    route.continue({ url: route.request().url().replace("limit=50", "limit=2") }),
  );
  await page.reload();
  await expect(rows(page)).toHaveCount(2);
  const first = await rows(page).allInnerTexts();
  await page.getByRole("link", { name: "다음" }).click();
  await expect(page).toHaveURL(/cursor=older_/);
  await expect.poll(() => rows(page).allInnerTexts()).not.toEqual(first);
  await page.getByRole("link", { name: "이전" }).click();
  await expect.poll(() => rows(page).allInnerTexts()).toEqual(first);
  await page.getByRole("link", { name: "처음" }).click();
  await expect(page).toHaveURL(/\/transactions$/);
});

test("a part is refunded, and status, ledger, list and totals follow", async ({ page }) => {
  const some = tag();
  await pay(9_900, `커피 두 잔 ${some}`, "김하늘");
  await open(page, `/transactions?search=${some}`);
  await expect(total(page, "순매출")).toContainText("9,900원");
  await page.getByRole("link", { name: `커피 두 잔 ${some}` }).click();

  await expectPage(page, `커피 두 잔 ${some}`);
  await expect(page.getByText("결제 완료")).toBeVisible();
  const ledger = page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: "원장" }) });
  const before = await ledger.getByRole("row").count();
  await expect(ledger.getByText("가맹점 미지급금")).toHaveCount(1);

  await press(page, "취소·환불");
  await dialog(page).getByLabel("일부만").check();
  await dialog(page).getByLabel("금액", { exact: true }).fill("9901");
  await press(page, "다음");
  await expect(dialog(page).getByText("남은 금액 9,900원보다 많습니다")).toBeVisible();
  await expect(dialog(page).getByText("사유를 입력해 주세요")).toBeVisible();
  await dialog(page).getByLabel("금액", { exact: true }).fill("4950");
  await expect(dialog(page).getByText("환불 후 4,950원이 남습니다")).toBeVisible();
  await dialog(page).getByLabel("사유").fill("한 잔 반품");
  await press(page, "다음");
  await expect(dialog(page)).toContainText("4,950원을 환불할까요?");
  await press(page, "4,950원 환불하기");

  await expect(page.getByText("부분 환불")).toBeVisible();
  await expect(dialog(page)).toHaveCount(0);
  const cancels = page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: "취소·환불 내역" }) });
  for (const text of ["−4,950원", "환불", "완료", "한 잔 반품", "@shop.example"])
    await expect(cancels.getByText(text).first()).toBeVisible();
  await expect.poll(() => ledger.getByRole("row").count()).toBeGreaterThan(before);
  const sums = await ledger.locator("tfoot td").allInnerTexts();
  expect(sums[0]).toBe(sums[1]);
  await expect(page.locator(".timeline")).toContainText("취소·환불 완료");

  await page.getByRole("link", { name: "거래 내역" }).first().click();
  await expect(page).toHaveURL(new RegExp(`search=${some}`));
  await expect(rows(page)).toHaveCount(2);
  await expect(total(page, "환불")).toContainText("−4,950원");
  await expect(total(page, "순매출")).toContainText("4,950원");
});

test("a refund whose answer is lost is asked for again under its key, and done once", async ({
  page,
}) => {
  const { paymentKey } = await pay(8_000, "답이 없는 환불", "김하늘");
  await open(page, `/payments/${paymentKey}`);
  const keys: string[] = [];
  await page.route("**/cancel", async (route) => {
    keys.push(route.request().headers()["idempotency-key"]!);
    if (keys.length > 1) return route.continue();
    await route.fetch(); // it is done, and nobody hears of it
    await route.abort("connectionreset");
  });
  await press(page, "취소·환불");
  await dialog(page).getByLabel("일부만").check();
  await dialog(page).getByLabel("금액", { exact: true }).fill("3000");
  await press(page, "상품 불량");
  await press(page, "다음");
  await press(page, "3,000원 환불하기");
  await expect(dialog(page).getByText("처리되었는지 아직 알 수 없습니다")).toBeVisible();
  for (const _ of [1, 2, 3]) await page.keyboard.press("Escape");
  await expect(dialog(page), "it is not put away unanswered").toBeVisible();
  await press(page, "다시 확인");
  await expect(dialog(page)).toHaveCount(0);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
  await expect(page.locator(".facts").getByText("5,000원").first()).toBeVisible();
  await expect(page.getByText("−3,000원").first()).toBeVisible();
});

test("a payment that nobody has paid is cancelled, and moves nothing", async ({ page }) => {
  const answer = await fetch(`${stack().baseUrl}/v1/payments`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${stack().keys.secret}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ orderId: `order-${randomUUID()}`, orderName: "커피", amount: 4_500 }),
  });
  const { paymentKey } = (await answer.json()) as { paymentKey: string };
  await open(page, `/payments/${paymentKey}`);
  await expect(page.getByText("결제 대기").first()).toBeVisible();
  await press(page, "결제 취소");
  await press(page, "품절");
  await press(page, "다음");
  await press(page, "결제 취소하기");
  await expect(page.getByText("취소됨").first()).toBeVisible();
  await expect(page.getByText("원장 기록이 없습니다")).toBeVisible();
});

test("new payments appear by themselves: in the list and its totals, on the overview, and on a payment's page", async ({
  page,
  context,
}) => {
  const some = tag();
  await open(page, `/transactions?search=${some}`);
  await expect(page.getByText("조건에 맞는 내역이 없습니다")).toBeVisible();
  const overview = await context.newPage();
  await overview.goto(place(""));
  await expect(overview.locator(".figure").first()).toContainText("원");
  await page.bringToFront();
  const { paymentKey } = await pay(7_700, `저절로 ${some}`, "김하늘");
  await expect(rows(page)).toHaveCount(1);
  await expect(total(page, "결제").first()).toContainText("7,700원");
  await overview.bringToFront();
  await expect(overview.getByText(`저절로 ${some}`)).toBeVisible();

  const payment = await context.newPage();
  await payment.goto(place(`/payments/${paymentKey}`));
  await expect(payment.getByText("결제 완료")).toBeVisible();
  await giveBack(paymentKey, 700);
  await expect(payment.getByText("부분 환불")).toBeVisible();
  await expect(payment.getByText("−700원").first()).toBeVisible();
});

test("a key is issued, pays, is renewed, and its old one lives through the overlap and dies", async ({
  page,
}) => {
  await open(page, "/keys");
  await press(page, "키 발급");
  await dialog(page).getByLabel("시크릿 키").check();
  await press(page, "발급");
  const value = dialog(page).locator(".secret-value");
  await expect(value).toHaveText(/^test_sk_[0-9A-Za-z]{38}$/);
  const issued = await value.innerText();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await dialog(page).getByRole("button", { name: /복사/ }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(issued);
  await press(page, "보관했습니다");
  await expect(page.getByText(issued)).toHaveCount(0);
  const row = rows(page).filter({ hasText: `••••${issued.slice(-4)}` });
  await expect(row).toContainText("사용 중");
  await expect(row).toContainText("사용한 적 없음");

  const some = tag();
  await pay(3_300, `새 키로 ${some}`, "김하늘", { secret: issued, client: "" });
  await page.goto(place(`/transactions?search=${some}`));
  await expect(rows(page)).toHaveCount(1);

  await page.goto(place("/keys"));
  await row.getByRole("button", { name: /갱신/ }).click();
  await dialog(page).getByLabel("1시간").check();
  await dialog(page).getByRole("button", { name: "갱신" }).click();
  await expect(value).toHaveText(/^test_sk_/);
  const renewed = await value.innerText();
  expect(renewed).not.toBe(issued);
  await press(page, "보관했습니다");
  await expect(row).toContainText("종료 예정");
  expect(await tryKey(renewed), "the new one").toBe(404);
  expect(await tryKey(issued), "the old one, within its overlap").toBe(404);

  // The hour is over.
  sql(
    `UPDATE pay200.api_key SET expires_at = now() WHERE last_four = '${issued.slice(-4)}' AND expires_at IS NOT NULL`,
  );
  sql("UPDATE pay200.api_key_change SET version = version + 1");
  await expect.poll(() => tryKey(issued)).toBe(401);
  expect(await tryKey(renewed)).toBe(404);
  await page.reload();
  await expect(row).toHaveCount(0);
  await press(page, /종료된 키/);
  await expect(row).toContainText("종료됨");
});

test("a revoked key is refused within a second", async ({ page }) => {
  await open(page, "/keys");
  await press(page, "키 발급");
  await press(page, "발급");
  const issued = await dialog(page).locator(".secret-value").innerText();
  await press(page, "보관했습니다");
  expect(await tryKey(issued)).toBe(404);
  const row = rows(page).filter({ hasText: `••••${issued.slice(-4)}` });
  await row.getByRole("button", { name: /폐기/ }).click();
  const doIt = dialog(page).getByRole("button", { name: "폐기" });
  await expect(doIt).toBeDisabled();
  await dialog(page)
    .getByLabel(/마지막 네 글자/)
    .fill("nope");
  await expect(doIt).toBeDisabled();
  await dialog(page)
    .getByLabel(/마지막 네 글자/)
    .fill(issued.slice(-4));
  const answered = page.waitForResponse("**/revoke");
  await doIt.click();
  expect((await answered).status()).toBe(200);
  await new Promise((done) => setTimeout(done, 1_000));
  for (let worker = 0; worker < 8; ++worker) expect(await tryKey(issued)).toBe(401);
  await expect(row).toHaveCount(0);
});

test("a viewer reads, and is offered nothing else; what is typed by hand is refused", async ({
  browser,
}) => {
  const { paymentKey } = await pay(6_000, "볼 수만 있는 결제", "김하늘");
  const context = await contextOf(browser, "viewer");
  const page = await context.newPage();
  await page.goto(place(`/payments/${paymentKey}`));
  await expectPage(page, "볼 수만 있는 결제");
  await expect(page.getByRole("button", { name: "취소·환불" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "멤버" })).toHaveCount(0);
  for (const [path, title, button] of [
    ["/keys", "API 키", /발급|갱신|폐기/],
    ["/origins", "허용 도메인", /추가|제거/],
    ["/webhooks", "웹훅", /추가|더 보기/],
  ] as const) {
    await page.goto(place(path));
    await expectPage(page, title);
    await expect(page.getByRole("button", { name: button })).toHaveCount(0);
  }
  await page.goto(place("/members"));
  await expect(page.getByText("볼 수 있는 권한이 없습니다")).toBeVisible();
  await page.goto(place("/payments/pay_0000000000000000000000000000000000"));
  await expect(page.getByText("찾을 수 없습니다")).toBeVisible();
  await page.goto(place("", stack().kiosk.merchant.id));
  await expect(page.getByText("이 가맹점을 볼 수 없습니다")).toBeVisible();
  await context.close();
});

test("members are added with a password for once, change roles and leave; an owner stays", async ({
  page,
  browser,
}) => {
  await open(page, "/members");
  const loginId = `${randomUUID()}@shop.example`;
  await press(page, "멤버 추가");
  await dialog(page).getByLabel("이메일").fill(loginId);
  await dialog(page).getByLabel("이름").fill("한 사람");
  await dialog(page)
    .getByRole("radio", { name: /관리자/ })
    .check();
  await press(page, "추가");
  await expect(dialog(page).locator(".secret-value")).not.toBeEmpty();
  const password = await dialog(page).locator(".secret-value").innerText();
  await press(page, "전달했습니다");
  const row = rows(page).filter({ hasText: loginId });
  await expect(row).toContainText("초대됨");

  const context = await browser.newContext();
  const answer = await context.request.post(`${stack().baseUrl}/backoffice/v1/login`, {
    headers: { Origin: stack().baseUrl },
    data: { loginId, password },
  });
  expect(((await answer.json()) as { next: string }).next).toBe("ENROLL_TOTP");
  await context.close();

  await row.getByRole("combobox").selectOption({ label: "조회자" });
  await expect(dialog(page)).toContainText("관리자에서 조회자");
  await press(page, "바꾸기");
  await expect(row.getByRole("combobox")).toHaveValue("viewer");
  await row.getByRole("button", { name: /제거/ }).click();
  await dialog(page).getByRole("button", { name: "제거" }).click();
  await expect(row).toHaveCount(0);
});

test("origins are allowed and removed, as they are typed or pasted", async ({ page }) => {
  await open(page, "/origins");
  const host = `${tag()}.example`;
  const field = page.getByLabel("도메인 추가");
  await field.fill("ftp://nowhere");
  await press(page, "추가");
  await expect(page.getByText("https://shop.example처럼 입력해 주세요")).toBeVisible();
  await field.fill(`https://${host.toUpperCase()}/cart?item=1`);
  await press(page, "추가");
  const row = page.getByRole("listitem").filter({ hasText: `https://${host}` });
  await expect(row).toBeVisible();
  await page.reload();
  await row.getByRole("button", { name: /제거/ }).click();
  await dialog(page).getByRole("button", { name: "제거" }).click();
  await expect(row).toHaveCount(0);
});

test("a webhook is registered, tested, followed, paused and deleted", async ({ page }) => {
  await open(page, "/webhooks");
  await press(page, "웹훅 추가");
  await dialog(page).getByLabel("주소").fill("http://shop.example");
  await dialog(page).getByRole("button", { name: "추가" }).click();
  await expect(dialog(page).getByText("https://로 시작하는 주소를 입력해 주세요")).toBeVisible();
  const url = `https://${tag()}.example/webhook`;
  await dialog(page).getByLabel("주소").fill(url);
  await dialog(page).getByRole("button", { name: "추가" }).click();
  await expect(dialog(page).locator(".secret-value")).toHaveText(/^whsec_/);
  await press(page, "보관했습니다");
  const card = page.locator(".card").filter({ hasText: url });
  await expect(card).toContainText("사용 중");

  await card.getByRole("button", { name: "테스트 전송" }).click();
  await expect(page.getByText("테스트 웹훅 전송을 요청했습니다")).toBeVisible();
  await card.getByRole("link", { name: "전송 내역" }).click();
  await expectPage(page, "웹훅 전송 내역");
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("link", { name: "테스트" }).click();
  await expectPage(page, "테스트");
  await expect(page.locator("pre")).toContainText('"eventType": "TEST"');

  await page.goto(place("/webhooks"));
  await card.getByRole("button", { name: /더 보기/ }).click();
  await press(page, "사용 중지");
  await expect(card).toContainText("사용 안 함");
  await card.getByRole("button", { name: /더 보기/ }).click();
  await press(page, "삭제");
  await dialog(page).getByRole("button", { name: "삭제" }).click();
  await expect(card).toHaveCount(0);
});

test("who is logged out elsewhere is asked to log in, and comes back to where they were", async ({
  browser,
}) => {
  const context = await browser.newContext({ locale: "ko-KR", viewport: narrow });
  const who = await logInAsNew(context, "viewer");
  const page = await context.newPage();
  await page.goto(place("/keys"));
  await expectPage(page, "API 키");
  await context.clearCookies();
  await page.getByRole("link", { name: "거래 내역" }).click();
  await expectPage(page, "로그인");
  await expect(page.getByText("보던 화면으로 돌아갑니다")).toBeVisible();
  await page.getByLabel("이메일").fill(who.loginId);
  await page.getByLabel("비밀번호", { exact: true }).fill(who.password);
  await press(page, "계속");
  await expectPage(page, "2단계 인증");
  await expect(async () => {
    await page.getByLabel("인증 코드").fill("");
    await page.getByLabel("인증 코드").fill(totp(who.secret, Date.now() + 30_000));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("거래 내역", {
      timeout: 5_000,
    });
  }).toPass({ intervals: [8_000], timeout: 70_000 });
  await context.close();
});

test("nothing that is secret stays in the browser, and the headers are strict", async ({
  page,
}) => {
  const answer = await page.goto(office());
  const policy = (await answer!.headerValue("content-security-policy"))!;
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|\*|data:|blob:|https?:/);
  for (const [name, value] of [
    ["x-content-type-options", "nosniff"],
    ["x-frame-options", "DENY"],
    ["referrer-policy", "no-referrer"],
    ["cross-origin-opener-policy", "same-origin"],
    ["cache-control", "no-cache"],
  ] as const)
    expect(await answer!.headerValue(name)).toBe(value);
  await page.goto("about:blank");
  await open(page, "/profile");
  await expectPage(page, "내 정보");
  const kept = await page.evaluate(() => ({ ...localStorage, ...sessionStorage }));
  expect(Object.keys(kept)).toEqual(["pay200.merchant"]);
  expect(await page.evaluate(() => document.cookie)).toBe("");
  expect(mId()).toBe(kept["pay200.merchant"]);
});
