import type { PaymentPage } from "../api/client.ts";

/** Whether something of it is on its way. */
export const isUnderWay = ({ payment, cancels, webhooks }: PaymentPage): boolean =>
  ["READY", "IN_PROGRESS", "UNKNOWN"].includes(payment.status) ||
  cancels.some(({ status }) => status === "IN_PROGRESS") ||
  webhooks.some(({ status }) => status === "PENDING");
