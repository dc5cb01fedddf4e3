import type { Pay200Error } from "./error.ts";
import { sdkError, type Language } from "./texts.ts";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const shape = /^(test|live)_(ck|sk)_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/;

/** CRC-32 (ISO-HDLC), as core/api_key computes it: it finds typing errors, no more. */
function checksum(text: string): string {
  let crc = ~0;
  for (let i = 0; i < text.length; ++i) {
    crc ^= text.charCodeAt(i);
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  let rest = ~crc >>> 0;
  let result = "";
  for (let i = 0; i < 6; ++i) {
    result = digits.charAt(rest % 62) + result;
    rest = Math.floor(rest / 62);
  }
  return result;
}

/** What is wrong with a key is said here, before anybody is asked; whether it is good, by the gateway. */
export function clientKeyError(key: unknown, lang: Language): Pay200Error | undefined {
  const more = { param: "clientKey" };
  const found = typeof key === "string" ? shape.exec(key) : null;
  if (!found) {
    const secret = typeof key === "string" && key.includes("_sk_");
    return sdkError(secret ? "SECRET_KEY_IN_PAGE" : "INVALID_API_KEY", lang, more);
  }
  const [, mode, kind, random, sum] = found as unknown as [string, string, string, string, string];
  if (kind === "sk") return sdkError("SECRET_KEY_IN_PAGE", lang, more);
  if (checksum(`${mode}_ck_${random}`) === sum) return undefined;
  const other = mode === "test" ? "live" : "test";
  const wrongMode = checksum(`${other}_ck_${random}`) === sum;
  return sdkError(wrongMode ? "MODE_MISMATCH" : "INVALID_API_KEY", lang, {
    ...more,
    ...(wrongMode && { detail: `this is a ${other} key that says ${mode}` }),
  });
}
