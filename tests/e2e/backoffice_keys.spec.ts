// The back office on the whole stack: API keys and where they may be used from.
import { expect } from "@playwright/test";
import { sql } from "./support/operator.ts";
import { pay, place, tryKey } from "./support/office.ts";
import { dialog, press, rows, tag, test } from "./support/office_desk.ts";

test("a key is issued, pays, is renewed, and its old one lives through the overlap and dies", async ({
  page,
  open,
}) => {
  await open("/keys");
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

test("a revoked key is refused within a second", async ({ page, open }) => {
  await open("/keys");
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

test("origins are allowed and removed, as they are typed or pasted", async ({ page, open }) => {
  await open("/origins");
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
