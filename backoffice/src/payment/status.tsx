import type { Payment } from "../api/client.ts";
import { useTexts } from "../i18n/i18n.ts";
import { Badge } from "../ui/page.tsx";

const tones = {
  READY: "info",
  IN_PROGRESS: "info",
  DONE: "good",
  PARTIAL_CANCELED: "note",
  CANCELED: "calm",
  ABORTED: "bad",
  EXPIRED: "calm",
  UNKNOWN: "note",
} as const;

export function StatusBadge({ status }: { status: Payment["status"] }) {
  const t = useTexts();
  return <Badge tone={tones[status]}>{t(`payment.${status}`)}</Badge>;
}
