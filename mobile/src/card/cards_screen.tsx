import { useEffect, useState } from "react";
import type { Card } from "../api/client.ts";
import { saidOf } from "../account/said.ts";
import { useTexts } from "../i18n/i18n.ts";
import { isOver } from "../pay/choice.ts";
import { Icon } from "../ui/icon.tsx";
import { Button, ButtonLink, Lost, Screen } from "../ui/screen.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { brandName, CardLine } from "./card_face.tsx";
import { deleteCard, lastFour, loadCards, makeDefault, useCards } from "./cards.ts";

/** What can be done with one card. */
function CardSheet({ card, onClose }: { card: Card; onClose: () => void }) {
  const t = useTexts();
  const [deleting, setDeleting] = useState(false);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const act = async (what: (cardId: string) => ReturnType<typeof deleteCard>) => {
    setBusy(true);
    const wrong = saidOf(await what(card.cardId), t);
    setBusy(false);
    setSaid(wrong);
    if (wrong === null) onClose();
  };
  const name = `${brandName(card.brand)} •••• ${lastFour(card)}`;
  return (
    <Sheet title={deleting ? t("cards.deleteAsk") : name} onClose={onClose}>
      <div className="stack">
        {deleting ? (
          <>
            <p className="note">{t("cards.deleteNote")}</p>
            <Button kind="danger" busy={busy} onClick={() => void act(deleteCard)}>
              {t("cards.deleteYes")}
            </Button>
            <Button kind="quiet" onClick={() => setDeleting(false)}>
              {t("cards.keep")}
            </Button>
          </>
        ) : (
          <>
            {card.isDefault || card.isBlocked ? null : (
              <Button kind="second" busy={busy} onClick={() => void act(makeDefault)}>
                {t("cards.makeDefault")}
              </Button>
            )}
            <Button kind="danger" onClick={() => setDeleting(true)}>
              {t("cards.delete")}
            </Button>
          </>
        )}
        <p className="said wrong" role="alert">
          {said}
        </p>
      </div>
    </Sheet>
  );
}

export function CardsScreen() {
  const t = useTexts();
  const cards = useCards();
  const [open, setOpen] = useState<string | null>(null);
  useEffect(() => void loadCards(), []);
  const list = cards.state === "there" ? cards.cards : [];
  const opened = list.find(({ cardId }) => cardId === open);
  const today = new Date();
  const noteOf = (card: Card): string =>
    card.isBlocked
      ? t("pay.blockedCard")
      : isOver(card, today)
        ? t("pay.expiredCard")
        : t("cards.expiry", { month: card.expiry.slice(2), year: card.expiry.slice(0, 2) });

  return (
    <Screen
      title={t("cards.title")}
      back
      actions={
        cards.state === "lost" ? (
          <Button onClick={() => void loadCards()}>{t("again")}</Button>
        ) : (
          <ButtonLink to="#/cards/new">
            <Icon name="plus" />
            {t("cards.add")}
          </ButtonLink>
        )
      }
    >
      {cards.state === "loading" ? <div className="ghost-list" aria-hidden="true" /> : null}
      {cards.state === "lost" ? <Lost title={t("pay.cardsLost")} /> : null}
      {cards.state === "there" && list.length === 0 ? (
        <div className="empty" role="status">
          <Icon name="card" />
          <p className="headline">{t("cards.empty")}</p>
          <p className="note">{t("cards.emptyNote")}</p>
        </div>
      ) : null}
      <ul className="choices">
        {list.map((card) => (
          <li key={card.cardId}>
            <button type="button" className="choice" onClick={() => setOpen(card.cardId)}>
              <CardLine card={card} note={noteOf(card)} />
              {card.isDefault ? <span className="badge good">{t("cards.default")}</span> : null}
              <Icon name="next" />
            </button>
          </li>
        ))}
      </ul>
      {opened ? <CardSheet card={opened} onClose={() => setOpen(null)} /> : null}
    </Screen>
  );
}
