import { expect, test } from "vitest";
import { addressOf, elsewhere, parseRoute, type Page } from "./route.ts";
import { noRange } from "./settlement/settlement_query.ts";
import { noFilter } from "./transaction/filter.ts";

const merchant = "mer_0g7k2m1q";
const id = "068kx2v9cd7nvw8eh4ah2k9qzr";

const pages: Page[] = [
  { name: "overview", days: 7 },
  { name: "overview", days: 90 },
  { name: "transactions", filter: noFilter, cursor: null },
  {
    name: "transactions",
    filter: { search: "김하늘 & #1?", from: "2026-11-01", to: "2026-11-26", type: "REFUND" },
    cursor: `older_${id}`,
  },
  { name: "payment", key: `pay_0g7k2m1q${id}` },
  { name: "settlements", range: noRange, after: null },
  {
    name: "settlements",
    range: { from: "2026-11-01", to: "2026-11-30" },
    after: `stl_0g7k2m1q${id}`,
  },
  { name: "settlement", id: `stl_0g7k2m1q${id}` },
  { name: "keys" },
  { name: "origins" },
  { name: "webhooks" },
  { name: "deliveries", endpoint: null, status: null, after: null },
  { name: "deliveries", endpoint: `whe_${id}`, status: "FAILED", after: `msg_0g7k2m1q${id}` },
  { name: "delivery", id: `msg_0g7k2m1q${id}` },
  { name: "members" },
  { name: "profile" },
];

test.each(pages)("$name comes back from its address", (page) => {
  expect(parseRoute(addressOf(merchant, page))).toEqual({ merchant, page });
});

test("no address is the overview of whichever merchant there is", () => {
  for (const hash of ["", "#", "#/"])
    expect(parseRoute(hash)).toEqual({ merchant: null, page: { name: "overview", days: 7 } });
});

test.each([
  "#/nowhere",
  "#/mer_0g7k2m1q/nowhere",
  "#/mer_0g7k2m1q/payments/<script>",
  "#/mer_0g7k2m1q/payments",
  "#/mer_0g7k2m1q/settlements/stl_1",
  "#/mer_0g7k2m1q/keys/one/two",
])("%s is no page", (hash) => {
  expect(parseRoute(hash).page).toBeNull();
});

test("what is no cursor is none", () => {
  expect(parseRoute("#/mer_0g7k2m1q/transactions?cursor=1%20OR%201").page).toMatchObject({
    cursor: null,
  });
});

test("another merchant is shown the same kind of page, and nothing that names the first one's", () => {
  const found = pages.map((page) => elsewhere(page));
  expect(JSON.stringify(found)).not.toContain(id);
  expect(elsewhere({ name: "keys" })).toEqual({ name: "keys" });
  expect(elsewhere(null)).toEqual({ name: "overview", days: 7 });
});
