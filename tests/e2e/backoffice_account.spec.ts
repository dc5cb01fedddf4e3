// The back office on the whole stack: logging in and out, and what stays in the browser.
import { expect } from "@playwright/test";
import { readBarcodes } from "zxing-wasm/reader";
import {
  expectPage,
  invite,
  logInAsNew,
  mId,
  narrow,
  office,
  place,
  totp,
} from "./support/office.ts";
import { press, test } from "./support/office_desk.ts";
import "./support/shopper.ts"; // readies the decoder

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
  open,
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
  await open("/profile");
  await expectPage(page, "내 정보");
  const kept = await page.evaluate(() => ({ ...localStorage, ...sessionStorage }));
  expect(Object.keys(kept)).toEqual(["pay200.merchant"]);
  expect(await page.evaluate(() => document.cookie)).toBe("");
  expect(mId()).toBe(kept["pay200.merchant"]);
});
