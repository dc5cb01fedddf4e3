// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import { ask, byDesk, client } from "./client.ts";

test("a desk's clock that is hours ahead ends no session early", async () => {
  const hour = 3_600_000;
  const gatewayNow = Date.now() - 12 * hour;
  vi.stubGlobal(
    "fetch",
    async () =>
      new Response("{}", {
        headers: { "Content-Type": "application/json", Date: new Date(gatewayNow).toUTCString() },
      }),
  );
  await ask(client.GET("/backoffice/v1/me"));
  vi.unstubAllGlobals();
  const left = byDesk(gatewayNow + 12 * hour) - Date.now();
  expect(left).toBeGreaterThan(11.9 * hour);
  expect(left).toBeLessThan(12.1 * hour);
});
