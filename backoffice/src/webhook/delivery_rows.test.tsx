// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import type { Webhook } from "../api/client.ts";
import { gateway, press, show, type Said } from "../testing/shown.tsx";
import { Resend } from "./delivery_rows.tsx";

test("what nobody knows to be sent again is asked for under its key, the next wish under another", async () => {
  const answers: Said[] = ["lost", { body: {} }, { body: {} }];
  const asked = gateway((_, number) => answers[number - 1]!);
  const onSent = vi.fn();
  const row = { webhookId: "msg_1", status: "FAILED" } as Webhook;
  await show(<Resend of={row} onSent={onSent} />);
  for (let presses = 0; presses < 3; ++presses) await press("다시 보내기");
  expect(onSent).toHaveBeenCalledTimes(2);
  expect(asked[1]!.key).toBe(asked[0]!.key);
  expect(asked[2]!.key).not.toBe(asked[0]!.key);
});
