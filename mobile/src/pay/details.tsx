// Who is paid, what for, how much, and how.
import { useEffect, useId, useState } from "react";
import { won } from "@pay200/shared/money.ts";
import type { Card } from "../api/client.ts";
import { useMode } from "../account/session.ts";
import { CardLine } from "../card/card_face.tsx";
import { loadCards, useCards } from "../card/cards.ts";
import { useLanguage, useTexts, type Translate } from "../i18n/i18n.ts";
import { go } from "../navigation.ts";
import { useStore } from "@pay200/shared/store.ts";
import { Icon } from "../ui/icon.tsx";
import { Button, ButtonLink, Screen } from "../ui/screen.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { left } from "@pay200/shared/when.ts";
import { choice, isOver, isUsable, plannedMonths, proposed } from "./choice.ts";
import type { Flow, Notice } from "./pay_flow.ts";
import { cancel, gatewayNow, tell } from "./pay_service.ts";

type Now = Extract<Flow, { step: "details" }>;

/** Until the hold lapses; then the code is scanned anew, as long as it lives. */
function Countdown({ until }: { until: string }) {
  const t = useTexts();
  const end = Date.parse(until);
  const [ms, setMs] = useState(end - gatewayNow());
  useEffect(() => {
    const timer = setInterval(() => {
      const leftMs = end - gatewayNow();
      setMs(leftMs);
      if (leftMs < -500) tell({ type: "lapsed" });
    }, 250);
    return () => clearInterval(timer);
  }, [end]);
  return (
    <span className={ms < 30_000 ? "pill at-end soon" : "pill at-end"} role="timer">
      {t("pay.left", { time: left(ms) })}
    </span>
  );
}

/** null: the locked PIN has a screen of its own. */
function saidIn(notice: Notice, t: Translate): string | null {
  switch (notice.kind) {
    case "again":
      return t("pay.again");
    case "pinWrong":
      return t("pin.wrong");
    case "nothingCharged":
      return notice.message || t("pay.nothingCharged");
    case "pinLocked":
      return null;
  }
}

function NoticeBox({ now }: { now: Now }) {
  const t = useTexts();
  const said = now.notice && saidIn(now.notice, t);
  if (!said) return null;
  return (
    <p className="notice" role="status">
      <Icon name="alert" />
      {said}
    </p>
  );
}

function CardChoice(props: {
  cards: Card[];
  chosen: Card | null;
  declined: string[];
  onClose: () => void;
}) {
  const t = useTexts();
  const today = new Date();
  const noteOf = (card: Card): string | null => {
    if (card.isBlocked) return t("pay.blockedCard");
    if (isOver(card, today)) return t("pay.expiredCard");
    return props.declined.includes(card.cardId) ? t("pay.declinedCard") : null;
  };
  return (
    <Sheet title={t("pay.chooseCard")} onClose={props.onClose}>
      <ul className="choices">
        {props.cards.map((card) => (
          <li key={card.cardId}>
            <button
              type="button"
              className="choice"
              disabled={!isUsable(card, today)}
              aria-pressed={card.cardId === props.chosen?.cardId}
              onClick={() => {
                choice.set({ ...choice.get(), cardId: card.cardId });
                props.onClose();
              }}
            >
              <CardLine card={card} note={noteOf(card)} />
              <span className="tick">
                <Icon name="check" />
              </span>
            </button>
          </li>
        ))}
      </ul>
      <ButtonLink kind="quiet" to="#/cards/new">
        <Icon name="plus" />
        {t("pay.newCard")}
      </ButtonLink>
    </Sheet>
  );
}

function CancelAsk({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  return (
    <Sheet title={t("pay.cancelAsk")} onClose={onClose}>
      <p className="note">{t("pay.cancelNote")}</p>
      <div className="stack">
        <Button kind="danger" onClick={cancel}>
          {t("pay.cancelYes")}
        </Button>
        <Button kind="quiet" onClick={onClose}>
          {t("pay.cancelNo")}
        </Button>
      </div>
    </Sheet>
  );
}

function Months({ plans, months }: { plans: number[]; months: number }) {
  const t = useTexts();
  const id = useId();
  const named = (plan: number) =>
    plan === 0 ? t("pay.once") : t("pay.monthsOf", { months: plan });
  if (plans.length < 2) {
    // The shop has said how many: there is nothing to choose, but something to know.
    return months === 0 ? null : (
      <div className="row">
        <span className="row-name">{t("pay.months")}</span>
        <span>{named(months)}</span>
      </div>
    );
  }
  return (
    <div className="row">
      <label htmlFor={id}>{t("pay.months")}</label>
      <span className="select">
        <select
          id={id}
          value={months}
          onChange={(event) => choice.set({ ...choice.get(), months: Number(event.target.value) })}
        >
          {plans.map((plan) => (
            <option key={plan} value={plan}>
              {named(plan)}
            </option>
          ))}
        </select>
        <Icon name="down" />
      </span>
    </div>
  );
}

export function Details(props: { now: Now; onConfirm: () => void; onLeave: () => void }) {
  const t = useTexts();
  const language = useLanguage();
  const mode = useMode();
  const cards = useCards();
  const chosen = useStore(choice);
  const [sheet, setSheet] = useState<"cards" | "cancel" | null>(null);
  useEffect(() => void loadCards(), []);
  const { now } = props;
  const { payment } = now;
  const list = cards.state === "there" ? cards.cards : [];
  const card = proposed(list, chosen.cardId, now.declined, new Date());
  const months = plannedMonths(payment.installmentPlans, chosen.months);
  const confirm = () => {
    if (!card) return;
    // What is shown here is what is paid, though the cards are listed anew meanwhile.
    choice.set({ cardId: card.cardId, months });
    props.onConfirm();
  };

  const main = () => {
    if (cards.state === "lost")
      return <Button onClick={() => void loadCards()}>{t("again")}</Button>;
    if (cards.state === "there" && !card)
      return <Button onClick={() => go("#/cards/new")}>{t("pay.addCard")}</Button>;
    return (
      <Button disabled={!card} onClick={confirm}>
        {t("pay.confirm")}
      </Button>
    );
  };

  return (
    <Screen
      title={t("pay.title")}
      hideTitle
      className="details"
      back={props.onLeave}
      bar={payment.holdExpiresAt ? <Countdown until={payment.holdExpiresAt} /> : null}
      actions={
        <>
          <Button kind="second" onClick={() => setSheet("cancel")}>
            {t("pay.cancel")}
          </Button>
          {main()}
        </>
      }
    >
      <NoticeBox now={now} />
      <div className="order">
        <span className="shop-mark">
          <Icon name="shop" />
        </span>
        <p className="shop-name">{payment.shopName}</p>
        <p className="order-name">{payment.orderName}</p>
        <p className="amount">
          <span className="unseen">{t("pay.amount")} </span>
          {won(payment.totalAmount, language)}
        </p>
      </div>
      <div className="rows">
        <div className="row">
          <span className="row-name">{t("pay.card")}</span>
          {card ? (
            <button type="button" className="row-button" onClick={() => setSheet("cards")}>
              <CardLine
                card={card}
                note={now.declined.includes(card.cardId) ? t("pay.declinedCard") : null}
              />
              <span className="link">{t("pay.changeCard")}</span>
            </button>
          ) : cards.state === "loading" ? (
            <span className="ghost-line" />
          ) : (
            <span className="small">
              {cards.state === "lost"
                ? t("pay.cardsLost")
                : t(list.length > 0 ? "pay.noUsable" : "pay.noCards")}
            </span>
          )}
        </div>
        <Months plans={payment.installmentPlans} months={months} />
      </div>
      {mode === "test" ? <p className="small center">{t("pay.test")}</p> : null}
      {sheet === "cards" ? (
        <CardChoice
          cards={list}
          chosen={card}
          declined={now.declined}
          onClose={() => setSheet(null)}
        />
      ) : null}
      {sheet === "cancel" ? <CancelAsk onClose={() => setSheet(null)} /> : null}
    </Screen>
  );
}
