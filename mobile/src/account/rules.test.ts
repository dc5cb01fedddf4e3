import { expect, test } from "vitest";
import { isEmailAddress } from "./email_address.ts";
import { isEasyPin } from "./pin_rules.ts";

test("a PIN that runs or repeats is refused before it is sent", () => {
  for (const pin of ["111111", "123456", "654321", "901234", "121212", "123123", "109876"])
    expect(isEasyPin(pin), pin).toBe(true);
  for (const pin of ["135790", "112233", "246813", "123465"])
    expect(isEasyPin(pin), pin).toBe(false);
});

test("what is no e-mail address is noticed", () => {
  for (const text of ["haneul@example.com", "a+b@mail.example.co.kr"])
    expect(isEmailAddress(text), text).toBe(true);
  for (const text of ["", "haneul", "@example.com", "a@b", "a@b.", "a@.b", "a b@c.d", "a@b@c.d"])
    expect(isEmailAddress(text), text).toBe(false);
});
