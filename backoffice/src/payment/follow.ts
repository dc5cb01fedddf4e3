import { useEffect, useRef } from "react";
import type { PaymentPage } from "../api/client.ts";

const everyMs = 2_000;
const slowerMs = 10_000;
/** Whatever has not ended by then takes the acquirer's time. */
const soonMs = 60_000;

/** Whether something of it is on its way. */
export const isUnderWay = ({ payment, cancels, webhooks }: PaymentPage): boolean =>
  ["READY", "IN_PROGRESS", "UNKNOWN"].includes(payment.status) ||
  cancels.some(({ status }) => status === "IN_PROGRESS") ||
  webhooks.some(({ status }) => status === "PENDING");

/** A payment that something happens to is looked at again and again, while somebody can see it. */
export function useFollowed(page: PaymentPage | null, reload: () => Promise<void>): void {
  const since = useRef(Date.now());
  const underWay = page !== null && isUnderWay(page);
  useEffect(() => {
    if (!underWay) {
      since.current = Date.now();
      return;
    }
    const wait = Date.now() - since.current < soonMs ? everyMs : slowerMs;
    const timer = setTimeout(() => {
      if (document.visibilityState === "visible") void reload();
    }, wait);
    return () => clearTimeout(timer);
  }, [underWay, page, reload]);
}
