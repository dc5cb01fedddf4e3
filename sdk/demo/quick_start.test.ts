import { readFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";

const guide = readFileSync(new URL("../../docs/sdk.md", import.meta.url), "utf8");

for (const way of ["one_line", "server_created", "server_confirmed"]) {
  test(`the guide shows ${way} as the demonstration runs it`, () => {
    const source = readFileSync(new URL(`./ways/${way}.js`, import.meta.url), "utf8");
    const code = source.split("\n").slice(1).join("\n");
    expect(guide).toContain("```js\n" + code + "```");
  });
}

const order = { id: "order-0001", name: "커피", amount: 4500, items: { latte: 1 } };
const refusal = { code: "FORBIDDEN_REQUEST", message: "" };

afterEach(() => vi.unstubAllGlobals());

/** The way in, with a shop's server that answers so. */
async function buy(way: string, status: number, pay200: object): Promise<unknown> {
  vi.stubGlobal("fetch", async () => Response.json(refusal, { status }));
  vi.stubGlobal("Pay200", pay200);
  const path = `./ways/${way}.js`;
  const found = (await import(path)) as { buy(what: typeof order): Promise<unknown> };
  return found.buy(order);
}

interface Confirming {
  confirm(what: unknown): unknown;
}
const confirming = {
  requestPayment: async ({ confirm }: Confirming) => {
    await confirm({});
    return { status: "DONE" };
  },
};

test.each([400, 401, 403, 404, 409, 500, 502, 503])(
  "what the shop's server refuses to confirm is refused: %i",
  async (status) => {
    await expect(buy("server_confirmed", status, confirming)).rejects.toEqual(refusal);
  },
);

test.each([200, 402, 504])("what is confirmed, declined or unknown goes on: %i", async (status) => {
  expect(await buy("server_confirmed", status, confirming)).toBe("DONE");
});

test("what the shop's server does not create is not opened", async () => {
  const openPayment = vi.fn();
  await expect(buy("server_created", 400, { openPayment })).rejects.toEqual(refusal);
  expect(openPayment).not.toHaveBeenCalled();
});
