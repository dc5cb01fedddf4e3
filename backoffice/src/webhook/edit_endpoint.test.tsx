// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import { fill, gateway, page, press, problem, show, type Said } from "../testing/shown.tsx";
import { EditEndpoint } from "./edit_endpoint.tsx";

const done: Said = { body: { secret: "whsec_1" } };

async function add(...answers: Said[]) {
  const asked = gateway((_, number) => answers[number - 1] ?? "lost");
  const onAdded = vi.fn();
  await show(<EditEndpoint of={null} onAdded={onAdded} onClose={() => undefined} />);
  await fill("주소", "https://shop.example/hook");
  return { asked, onAdded };
}

test.each(["lost" as const, problem(504, "OUTCOME_UNKNOWN")])(
  "a webhook whose registering nobody knows of is asked for again under its key: %j",
  async (unknown) => {
    const { asked, onAdded } = await add(unknown, problem(429, "TOO_MANY_REQUESTS"), done);
    await press("추가");
    if (unknown !== "lost") expect(page()).toContain("처리되었는지 알 수 없습니다");
    await press("추가");
    await press("추가");
    expect(onAdded).toHaveBeenCalledWith("whsec_1");
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(1);
  },
);

test("another wish, and one after a refusal, has a key of its own", async () => {
  const { asked } = await add("lost", problem(400, "INVALID_REQUEST"), done);
  await press("추가");
  await fill("주소", "https://shop.example/other");
  await press("추가");
  await press("추가");
  expect(new Set(asked.map(({ key }) => key)).size).toBe(3);
});
