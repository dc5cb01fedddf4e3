// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { gateway, page, press, problem, show, type Said } from "../testing/shown.tsx";
import { KeysPage } from "./keys_page.tsx";

const key = {
  keyId: "key_1",
  kind: "secret",
  prefix: "test_sk_",
  lastFour: "b7Qz",
  status: "ACTIVE",
  createdAt: "2026-11-22T16:05:03.123+09:00",
};
const whoDoesNotKnow: Said[] = [
  "lost",
  problem(504, "OUTCOME_UNKNOWN"),
  problem(500, "INTERNAL_ERROR"),
];

async function open(answer: Said) {
  gateway(({ method }) => (method === "GET" ? { body: { apiKeys: [key] } } : answer));
  await show(<KeysPage />);
}

test.each(whoDoesNotKnow)(
  "a key that may have been issued is told of as such: %j",
  async (answer) => {
    await open(answer);
    await press("키 발급");
    await press("발급");
    expect(page()).toContain("키가 발급되었다면 목록에 나타나며");
    expect(page()).not.toContain("다시 결제하지");
  },
);

test.each(whoDoesNotKnow)("and so is one that may have been renewed: %j", async (answer) => {
  await open(answer);
  await press("갱신");
  await press("갱신", ".dialog");
  expect(page()).toContain("키가 발급되었다면 목록에 나타나며");
});

test("a key that was refused is told of in the gateway's words", async () => {
  await open(problem(403, "FORBIDDEN_REQUEST"));
  await press("키 발급");
  await press("발급");
  expect(page()).toContain("FORBIDDEN_REQUEST");
});
