/** A webhook's body, to be read: what is sent is the same without the blanks. */
export function bodyText(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

/** The payment that it tells of, if it tells of one. */
export function paymentOf(body: string): string | null {
  try {
    const { data } = JSON.parse(body) as { data?: { paymentKey?: unknown } };
    const key = data?.paymentKey;
    return typeof key === "string" && /^pay_[0-9a-z]+$/.test(key) ? key : null;
  } catch {
    return null;
  }
}
