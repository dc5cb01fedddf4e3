// The back office on the whole stack: money goes back, and each time once.
import { expect } from "@playwright/test";
import { randomUUID } from "node:crypto";
import { expectPage, pay } from "./support/office.ts";
import { dialog, press, rows, tag, test, total } from "./support/office_desk.ts";
import { stack } from "./support/stack.ts";

test("a part is refunded, and status, ledger, list and totals follow", async ({ page, open }) => {
  const some = tag();
  await pay(9_900, `커피 두 잔 ${some}`, "김하늘");
  await open(`/transactions?search=${some}`);
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
  await dialog(page).getByLabel("사유", { exact: true }).fill("한 잔 반품");
  await press(page, "다음");
  await expect(dialog(page)).toContainText("4,950원을 환불할까요?");
  await press(page, "4,950원 환불하기");

  await expect(page.getByText("부분 환불", { exact: true })).toBeVisible();
  await expect(dialog(page)).toHaveCount(0);
  const cancels = page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: "취소·환불 내역" }) });
  for (const text of ["−4,950원", "환불", "완료", "한 잔 반품", "@shop.example"])
    await expect(cancels.getByText(text).first()).toBeVisible();
  await expect.poll(() => ledger.getByRole("row").count()).toBeGreaterThan(before);
  const sums = await ledger.locator("tfoot td").allInnerTexts();
  expect(sums[0]).toBe(sums[1]);
  await expect(page.locator(".timeline")).toContainText("부분 환불 완료");

  await page.getByRole("main").getByRole("link", { name: "거래 내역" }).click();
  await expect(page).toHaveURL(new RegExp(`search=${some}`));
  await expect(rows(page)).toHaveCount(2);
  await expect(total(page, "환불")).toContainText("−4,950원");
  await expect(total(page, "순매출")).toContainText("4,950원");
});

test("a refund whose answer is lost is asked for again under its key, and done once", async ({
  page,
  open,
}) => {
  const { paymentKey } = await pay(8_000, "답이 없는 환불", "김하늘");
  await open(`/payments/${paymentKey}`);
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

test("a try again that is refused at the door leaves the doubt, and the refund is done once", async ({
  page,
  open,
}) => {
  const { paymentKey } = await pay(8_000, "답이 없는 환불", "김하늘");
  await open(`/payments/${paymentKey}`);
  const keys: string[] = [];
  await page.route("**/cancel", async (route) => {
    keys.push(route.request().headers()["idempotency-key"]!);
    if (keys.length === 1) {
      await route.fetch(); // it is done, and nobody hears of it
      return route.abort("connectionreset");
    }
    if (keys.length > 4) return route.continue();
    const [status, code] = (
      [
        [503, "SERVICE_UNAVAILABLE"],
        [429, "TOO_MANY_REQUESTS"],
        [504, "OUTCOME_UNKNOWN"],
      ] as const
    )[keys.length - 2]!;
    await route.fulfill({
      status,
      contentType: "application/problem+json",
      json: { status, code, message: code, requestId: "req" },
    });
  });
  await press(page, "취소·환불");
  await dialog(page).getByLabel("일부만").check();
  await dialog(page).getByLabel("금액", { exact: true }).fill("3000");
  await press(page, "상품 불량");
  await press(page, "다음");
  await press(page, "3,000원 환불하기");
  for (let tries = 1; tries <= 4; ++tries) {
    await expect.poll(() => keys.length).toBe(tries);
    await expect(dialog(page).getByRole("button", { name: "다시 확인" })).toBeEnabled();
    await expect(dialog(page).getByText("처리되었는지 아직 알 수 없습니다")).toBeVisible();
    await expect(dialog(page).getByRole("button", { name: "이전" })).toHaveCount(0);
    await press(page, "다시 확인");
  }
  await expect(dialog(page)).toHaveCount(0);
  expect(keys).toHaveLength(5);
  expect(new Set(keys).size).toBe(1);
  await expect(page.locator(".facts").getByText("5,000원").first()).toBeVisible();
});

test("Enter on 'next', twice or held, refunds nothing", async ({ page, open }) => {
  const { paymentKey } = await pay(8_000, "서두른 환불", "김하늘");
  await open(`/payments/${paymentKey}`);
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/cancel")) asked.push(request.url());
  });
  await press(page, "취소·환불");
  await press(page, "상품 불량");
  const next = page.getByRole("button", { name: "다음", exact: true });
  await next.focus();
  await page.keyboard.press("Enter");
  await expect(dialog(page)).toContainText("8,000원을 환불할까요?");
  await expect(page.getByRole("button", { name: "이전", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(next).toBeVisible();
  await next.focus();
  for (let repeated = 0; repeated < 10; ++repeated) await page.keyboard.down("Enter");
  await page.keyboard.up("Enter");
  await expect(dialog(page)).toBeVisible();
  await page.reload();
  await expect(page.getByText("결제 완료")).toBeVisible();
  expect(asked).toEqual([]);
});

test("a payment that nobody has paid is cancelled, and moves nothing", async ({ page, open }) => {
  const answer = await fetch(`${stack().baseUrl}/v1/payments`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${stack().keys.secret}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ orderId: `order-${randomUUID()}`, orderName: "커피", amount: 4_500 }),
  });
  const { paymentKey } = (await answer.json()) as { paymentKey: string };
  await open(`/payments/${paymentKey}`);
  await expect(page.getByText("결제 대기").first()).toBeVisible();
  await press(page, "결제 취소");
  await press(page, "품절");
  await press(page, "다음");
  await press(page, "결제 취소하기");
  await expect(page.getByText("취소됨").first()).toBeVisible();
  await expect(page.getByText("원장 기록이 없습니다")).toBeVisible();
});
