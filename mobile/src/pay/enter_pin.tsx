import { useEffect, useState } from "react";
import { won } from "@pay200/shared/money.ts";
import { loadCards, useCards } from "../card/cards.ts";
import { CardLine } from "../card/card_face.tsx";
import { useLanguage, useTexts, type Translate } from "../i18n/i18n.ts";
import { go, goBack } from "../navigation.ts";
import { useStore } from "@pay200/shared/store.ts";
import { PayByPasskey } from "../passkey/pay_by_passkey.tsx";
import { PinPad } from "../ui/pin_pad.tsx";
import { Button, Result, Screen } from "../ui/screen.tsx";
import { choice } from "./choice.ts";
import type { Confirmation } from "./confirmation.ts";
import type { Flow, Notice } from "./pay_flow.ts";
import { cancel, tell } from "./pay_service.ts";

type Now = Extract<Flow, { step: "details" }>;

/** What the shopper has said yes to on the details. */
function useChosen() {
  const cards = useCards();
  const chosen = useStore(choice);
  useEffect(() => void loadCards(), []);
  const list = cards.state === "there" ? cards.cards : [];
  const card = list.find(({ cardId }) => cardId === chosen.cardId) ?? null;
  const confirm = (confirmation: Confirmation) => {
    if (!card) return;
    // A new try, whatever became of the one before: that one's outcome is known by now.
    const idempotencyKey = crypto.randomUUID();
    tell({
      type: "confirm",
      try: { idempotencyKey, cardId: card.cardId, months: chosen.months, confirmation },
    });
  };
  return { cards, card, months: chosen.months, confirm };
}

export function EnterPin({ now }: { now: Now }) {
  const t = useTexts();
  const language = useLanguage();
  const { cards, card, months, confirm } = useChosen();
  const [said, setSaid] = useState<string | null>(null);
  const gone = cards.state === "there" && !card;
  // It was deleted elsewhere meanwhile: another one is chosen on the details.
  useEffect(() => {
    if (gone) goBack();
  }, [gone]);

  return (
    <Screen
      title={t("pin.enter")}
      back
      className="pin-screen"
      actions={
        cards.state === "lost" ? (
          <Button onClick={() => void loadCards()}>{t("again")}</Button>
        ) : null
      }
    >
      <p className="pin-for">
        <span className="amount">{won(now.payment.totalAmount, language)}</span>
        {card ? <CardLine card={card} /> : null}
      </p>
      {cards.state === "lost" ? (
        <p className="note" role="alert">
          {t("pay.cardsLost")}
        </p>
      ) : (
        <PinPad
          label={t("pin.pad")}
          busy={!card}
          error={said ?? errorOf(now.notice, t)}
          onDone={(pin) => {
            setSaid(null);
            confirm({ pin });
          }}
        />
      )}
      {card ? (
        <PayByPasskey
          paymentKey={now.payment.paymentKey}
          cardId={card.cardId}
          months={months}
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

/** It locks no passkey. */
export function PinLocked({ now }: { now: Now }) {
  const t = useTexts();
  const { card, months, confirm } = useChosen();
  const [said, setSaid] = useState<string | null>(null);
  return (
    <Result
      tone="bad"
      icon="lock"
      title={t("pin.lockedTitle")}
      note={
        <>
          <p>{t("pin.lockedNote")}</p>
          <p className="said wrong" role="alert">
            {said}
          </p>
        </>
      }
      actions={
        <>
          {card ? (
            <PayByPasskey
              paymentKey={now.payment.paymentKey}
              cardId={card.cardId}
              months={months}
              onSaid={setSaid}
              onConfirm={confirm}
            />
          ) : null}
          <Button kind="second" onClick={cancel}>
            {t("pay.cancelYes")}
          </Button>
          <Button onClick={() => go("#/pin")}>{t("pin.reset")}</Button>
        </>
      }
    />
  );
}
