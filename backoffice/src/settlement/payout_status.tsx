import type { Settlement } from "../api/client.ts";
import { useTexts } from "../i18n/i18n.ts";
import { Badge } from "../ui/page.tsx";

const tones = { MADE: "info", SENT: "info", CONFIRMED: "good", RETURNED: "bad" } as const;

/** What has become of the payout; nothing was to be paid where there is none. */
export function PayoutStatus({ of }: { of: Settlement["payOutStatus"] }) {
  const t = useTexts();
  if (of === null) return <Badge>{t("payout.none")}</Badge>;
  return <Badge tone={tones[of]}>{t(`payout.${of}`)}</Badge>;
}
