// The back office on the whole stack: webhooks.
import { expect } from "@playwright/test";
import { expectPage, place } from "./support/office.ts";
import { dialog, press, rows, tag, test } from "./support/office_desk.ts";

test("a webhook is registered, tested, followed, paused and deleted", async ({ page, open }) => {
  await open("/webhooks");
  // The page's; one who has none yet is offered it a second time, once the list is there.
  await page.getByRole("button", { name: "웹훅 추가", exact: true }).first().click();
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
