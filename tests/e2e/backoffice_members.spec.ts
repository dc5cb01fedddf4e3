// The back office on the whole stack: who may do what.
import { expect } from "@playwright/test";
import { randomUUID } from "node:crypto";
import { expectPage, pay, place } from "./support/office.ts";
import { contextOf, dialog, press, rows, test } from "./support/office_desk.ts";
import { stack } from "./support/stack.ts";

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
  open,
}) => {
  await open("/members");
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
