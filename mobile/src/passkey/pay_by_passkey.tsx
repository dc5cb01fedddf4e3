// Instead of the PIN, where the shopper has a passkey: the device asks for face, finger or its own code.
import { useEffect, useState } from "react";
import { saidOf } from "../account/said.ts";
import { useTexts } from "../i18n/i18n.ts";
import type { Confirmation } from "../pay/confirmation.ts";
import { tell } from "../pay/pay_service.ts";
import { Icon } from "../ui/icon.tsx";
import { Button } from "../ui/screen.tsx";
import { askToConfirm, loadPasskeys, usePasskeys } from "./passkeys.ts";
import { askPasskey, canUsePasskeys } from "./webauthn.ts";

export function PayByPasskey(props: {
  paymentKey: string;
  cardId: string;
  months: number;
  onSaid: (said: string | null) => void;
  onConfirm: (confirmation: Confirmation) => void;
}) {
  const t = useTexts();
  const passkeys = usePasskeys();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (canUsePasskeys()) void loadPasskeys();
  }, []);
  if (!canUsePasskeys() || passkeys.state !== "there" || passkeys.passkeys.length === 0)
    return null;

  const pay = async () => {
    setBusy(true);
    props.onSaid(null);
    // Asked for this payment, this card and these months: it is worth nothing for others.
    const begun = await askToConfirm(props.paymentKey, props.cardId, props.months);
    const given = begun.kind === "done" ? await askPasskey(begun.data.publicKey) : null;
    setBusy(false);
    // What is about the payment, or the card, is told as if the confirm had been refused.
    if (begun.kind === "refused" && !begun.problem.code.includes("PASSKEY"))
      tell({ type: "refused", problem: begun.problem });
    if (given?.kind === "given") props.onConfirm({ passkey: given.credential });
    else props.onSaid(given ? t("passkeys.dismissed") : saidOf(begun, t));
  };
  return (
    <Button kind="second" busy={busy} onClick={() => void pay()}>
      <Icon name="finger" />
      {t("passkeys.pay")}
    </Button>
  );
}
