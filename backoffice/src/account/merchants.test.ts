import { expect, test } from "vitest";
import type { Merchant } from "../api/client.ts";
import { merchantOf, twinOf } from "./merchants.ts";

const merchant = (
  mId: string,
  name: string,
  mode: Merchant["mode"],
  businessNumber = "2208162517",
): Merchant => ({ mId, name, mode, status: "active", businessNumber, role: "owner" });

const all = [
  merchant("mer_test0001", "카페 온도", "test"),
  merchant("mer_test0002", "카페 온도 무인점", "test"),
  merchant("mer_live0001", "카페 온도", "live"),
  merchant("mer_live0002", "카페 온도 무인점", "live"),
  merchant("mer_live0003", "남의 가게", "live", "1048126067"),
];

test("the address decides, then what was last, then the first", () => {
  expect(merchantOf(all, "mer_live0002", "mer_test0002")?.mId).toBe("mer_live0002");
  expect(merchantOf(all, null, "mer_test0002")?.mId).toBe("mer_test0002");
  expect(merchantOf(all, null, "mer_gone0000")?.mId).toBe("mer_test0001");
  expect(merchantOf(all, "mer_gone0000", "mer_test0001")).toBeNull();
  expect(merchantOf([], null, null)).toBeNull();
});

test("the twin is the same shop in the other mode", () => {
  expect(twinOf(all, all[1]!)?.mId).toBe("mer_live0002");
  expect(twinOf(all, all[2]!)?.mId).toBe("mer_test0001");
  expect(twinOf(all, all[4]!)).toBeNull();
});
