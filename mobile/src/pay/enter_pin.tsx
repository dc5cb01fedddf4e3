import { useEffect, useState } from "react";
import { won } from "@pay200/shared/money.ts";
import { loadCards, useCards } from "../card/cards.ts";
import { CardLine } from "../card/card_face.tsx";
import { useLanguage, useTexts, type Translate } from "../i18n/i18n.ts";
import { go } from "../navigation.ts";
import { useStore } from "@pay200/shared/store.ts";
import { PayByPasskey } from "../passkey/pay_by_passkey.tsx";
import { PinPad } from "../ui/pin_pad.tsx";
import { Button, Result, Screen } from "../ui/screen.tsx";
import { choice, proposed } from "./choice.ts";
import type { Confirmation } from "./confirmation.ts";
import type { Flow, Notice } from "./pay_flow.ts";
import { cancel, tell } from "./pay_service.ts";

export function EnterPin({ now }: { now: Extract<Flow, { step: "details" }> }) {
  const t = useTexts();
  const language = useLanguage();
  const cards = useCards();
  const chosen = useStore(choice);
  const list = cards.state === "there" ? cards.cards : [];
  const card = proposed(list, chosen.cardId, now.declined, new Date());

  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => void loadCards(), []);

  const confirm = (confirmation: Confirmation) => {
    setSaid(null);
    if (!card) return;
    // A new try, whatever became of the one before: that one's outcome is known by now.
    const idempotencyKey = crypto.randomUUID();
    tell({
      type: "confirm",
      try: { idempotencyKey, cardId: card.cardId, months: chosen.months, confirmation },
    });
  };

  return (
    <Screen title={t("pin.enter")} back className="pin-screen">
      <p className="pin-for">
        <span className="amount">{won(now.payment.totalAmount, language)}</span>
        {card ? <CardLine card={card} /> : null}
      </p>
      <PinPad
        label={t("pin.pad")}
        busy={!card}
        error={said ?? errorOf(now.notice, t)}
        onDone={(pin) => confirm({ pin })}
      />
      {card ? (
        <PayByPasskey
          paymentKey={now.payment.paymentKey}
          cardId={card.cardId}
          months={chosen.months}
          onSaid={setSaid}
          onConfirm={confirm}
        />
      ) : null}
    </Screen>
  );
}

/** Why the PIN is asked for once more. */
function errorOf(notice: Notice | null, t: Translate): string | null {
  if (notice?.kind === "pinWrong") return t("pin.wrong");
  return notice?.kind === "nothingCharged" ? notice.message || t("pay.nothingCharged") : null;
}

export function PinLocked() {
  const t = useTexts();
  return (
    <Result
      tone="bad"
      icon="lock"
      title={t("pin.lockedTitle")}
      note={t("pin.lockedNote")}
      actions={
        <>
          <Button kind="second" onClick={cancel}>
            {t("pay.cancelYes")}
          </Button>
          <Button onClick={() => go("#/pin")}>{t("pin.reset")}</Button>
        </>
      }
    />
  );
}
