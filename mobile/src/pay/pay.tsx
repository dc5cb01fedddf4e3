// From a scanned code to the end of its payment, a screen for each step.
import { useEffect } from "react";
import { won } from "@pay200/shared/money.ts";
import { useLanguage, useTexts, type Key } from "../i18n/i18n.ts";
import { go, goBack, goInstead } from "../navigation.ts";
import { receiptAddress } from "../route.ts";
import { useStore } from "@pay200/shared/store.ts";
import { Button, ButtonLink, Result, Screen } from "../ui/screen.tsx";
import { CardLine } from "../card/card_face.tsx";
import { dateTime } from "@pay200/shared/when.ts";
import { Details } from "./details.tsx";
import type { Flow, Refusal } from "./pay_flow.ts";
import { cancel, flow, glimpsed, tell } from "./pay_service.ts";
import { EnterPin, PinLocked } from "./enter_pin.tsx";

type At<Step extends Flow["step"]> = Extract<Flow, { step: Step }>;

function leave(): void {
  goInstead("#/");
  tell({ type: "leave" });
}

function toPin(): void {
  tell({ type: "noticed" });
  go("#/pay/pin");
}

function scanAnew(): void {
  tell({ type: "leave" });
  goInstead("#/scan");
}

function Opening({ now }: { now: At<"opening"> }) {
  const t = useTexts();
  if (!now.lost) {
    return (
      <Screen title={t("open.title")} hideTitle className="skeleton" back={leave}>
        <div className="ghost-line wide" />
        <div className="ghost-line" />
        <div className="ghost-block" />
        <p role="status" className="unseen">
          {t("open.title")}
        </p>
      </Screen>
    );
  }
  return (
    <Result
      tone="calm"
      icon="offline"
      back={leave}
      title={t("open.lostTitle")}
      note={t(now.token === null ? "open.lostNoteKey" : "open.lostNote")}
      actions={<Button onClick={() => tell({ type: "again" })}>{t("again")}</Button>}
    />
  );
}

function Refused({ now }: { now: At<"refused"> }) {
  const t = useTexts();
  const icons: Partial<Record<Refusal, "clock" | "question" | "person" | "check">> = {
    expired: "clock",
    notOurs: "question",
    notFound: "question",
    taken: "person",
    paid: "check",
    inProgress: "clock",
  };
  const seen = now.why === "paid" || now.why === "inProgress";
  const note = now.why === "other" ? now.message : t(`refused.${now.why}.note` as Key);
  return (
    <Result
      tone="calm"
      icon={icons[now.why] ?? "alert"}
      back={leave}
      title={t(`refused.${now.why}.title`)}
      note={note}
      actions={
        <>
          {seen ? (
            <ButtonLink kind="second" to="#/history">
              {t("menu.history")}
            </ButtonLink>
          ) : null}
          <Button onClick={scanAnew}>{t("refused.scan")}</Button>
        </>
      }
    />
  );
}

/** Or later: what is under way is come back to from the first screen. */
function CheckAgain() {
  const t = useTexts();
  return (
    <>
      <ButtonLink kind="second" to="#/">
        {t("home")}
      </ButtonLink>
      <Button onClick={() => tell({ type: "again" })}>{t("pay.lostAgain")}</Button>
    </>
  );
}

function Paying({ now }: { now: At<"paying"> }) {
  const t = useTexts();
  const retrying = useStore(glimpsed) === "retrying";
  if (now.lost) {
    return (
      <Result
        tone="calm"
        icon="offline"
        title={t("pay.lostTitle")}
        note={t("pay.lostNote")}
        actions={<CheckAgain />}
      />
    );
  }
  return (
    <Result
      tone="busy"
      icon="card"
      title={t(retrying ? "pay.retryingTitle" : "pay.payingTitle")}
      note={t(retrying ? "pay.retryingNote" : "pay.payingNote")}
    />
  );
}

function Following({ now }: { now: At<"following"> }) {
  const t = useTexts();
  const said: [Key, Key] = now.canceling
    ? ["pay.cancelingTitle", "pay.cancelingNote"]
    : now.payment.phase === "unknown"
      ? ["pay.checkingTitle", "pay.checkingNote"]
      : now.payment.phase === "retrying"
        ? ["pay.retryingTitle", "pay.retryingNote"]
        : now.payment.waitsForShop
          ? ["pay.shopTitle", "pay.shopNote"]
          : ["pay.authorizingTitle", "pay.payingNote"];
  const mayCancel = now.payment.waitsForShop && !now.canceling;
  const mayLeave = now.payment.phase === "unknown";
  return (
    <Result
      tone="busy"
      icon={now.payment.waitsForShop ? "shop" : "card"}
      title={t(said[0])}
      note={now.connected ? t(said[1]) : t("pay.reconnecting")}
      actions={
        mayCancel ? (
          <Button kind="second" onClick={cancel}>
            {t("pay.cancelYes")}
          </Button>
        ) : mayLeave ? (
          <ButtonLink kind="second" to="#/">
            {t("home")}
          </ButtonLink>
        ) : null
      }
    />
  );
}

function Canceling({ now }: { now: At<"canceling"> }) {
  const t = useTexts();
  if (!now.lost) return <Result tone="busy" icon="cross" title={t("pay.cancelingTitle")} />;
  return (
    <Result
      tone="calm"
      icon="offline"
      title={t("pay.cancelLostTitle")}
      note={t("pay.cancelLostNote")}
      actions={<CheckAgain />}
    />
  );
}

function Declined({ now }: { now: At<"declined"> }) {
  const t = useTexts();
  return (
    <Result
      tone="bad"
      icon="card"
      title={t("pay.declinedTitle")}
      note={
        <>
          <p className="reason">{now.decline.message}</p>
          <p>{t("pay.nothingYet")}</p>
        </>
      }
      actions={
        <>
          <Button kind="second" onClick={cancel}>
            {t("pay.cancel")}
          </Button>
          <Button onClick={() => tell({ type: "anotherCard" })}>
            {t(now.decline.advice === "LATER" ? "pay.sameCard" : "pay.anotherCard")}
          </Button>
        </>
      }
    />
  );
}

function Paid({ now }: { now: At<"ended"> }) {
  const t = useTexts();
  const language = useLanguage();
  const { payment } = now;
  return (
    <Result
      tone="good"
      icon="check"
      title={t("pay.paidTitle")}
      actions={
        <>
          <ButtonLink kind="second" to={receiptAddress(payment.paymentKey)}>
            {t("pay.receipt")}
          </ButtonLink>
          <Button onClick={leave}>{t("ok")}</Button>
        </>
      }
    >
      <dl className="slip">
        <div className="slip-total">
          <dt>{payment.shopName}</dt>
          <dd>{won(payment.totalAmount, language)}</dd>
        </div>
        <div>
          <dt>{payment.orderName}</dt>
          <dd>{payment.approvedAt ? dateTime(payment.approvedAt, language) : ""}</dd>
        </div>
        {payment.card ? (
          <div>
            <dt>
              <CardLine card={payment.card} />
            </dt>
            <dd>
              {payment.card.installmentPlanMonths === 0
                ? t("pay.once")
                : t("pay.monthsOf", { months: payment.card.installmentPlanMonths })}
            </dd>
          </div>
        ) : null}
      </dl>
    </Result>
  );
}

function Canceled({ now }: { now: At<"ended"> }) {
  const t = useTexts();
  // Before anything was charged, or what was charged has been given back.
  const { card, paymentKey } = now.payment;
  return (
    <Result
      tone="calm"
      icon="cross"
      title={t(card ? "pay.refundedTitle" : "pay.canceledTitle")}
      note={t(card ? "pay.refundedNote" : "pay.canceledNote")}
      actions={
        <>
          {card ? (
            <ButtonLink kind="second" to={receiptAddress(paymentKey)}>
              {t("pay.receipt")}
            </ButtonLink>
          ) : null}
          <Button onClick={leave}>{t("ok")}</Button>
        </>
      }
    />
  );
}

function Ended({ now }: { now: At<"ended"> }) {
  const t = useTexts();
  useEffect(() => tell({ type: "seen" }), []);
  switch (now.how) {
    case "paid":
      return <Paid now={now} />;
    case "canceled":
      return <Canceled now={now} />;
    case "expired":
      return (
        <Result
          tone="calm"
          icon="clock"
          title={t("refused.expired.title")}
          note={t("refused.expired.note")}
          actions={<Button onClick={leave}>{t("ok")}</Button>}
        />
      );
    case "failed":
      return (
        <Result
          tone="bad"
          icon="cross"
          title={t("pay.failedTitle")}
          note={
            <>
              {now.payment.failure ? <p className="reason">{now.payment.failure.message}</p> : null}
              <p>{t("pay.failedNote")}</p>
            </>
          }
          actions={<Button onClick={leave}>{t("ok")}</Button>}
        />
      );
  }
}

export function Pay({ pin }: { pin: boolean }) {
  const now = useStore(flow);
  const locked = now.step === "details" && now.notice?.kind === "pinLocked";
  const over = locked || (now.step !== "details" && now.step !== "paying");
  // The PIN is entered over the details, and after a wrong one again; anything else takes it away.
  useEffect(() => {
    if (pin && over) goBack();
  }, [pin, over]);
  switch (now.step) {
    case "idle":
      return null;
    case "opening":
      return <Opening now={now} />;
    case "refused":
      return <Refused now={now} />;
    case "details":
      if (locked) return <PinLocked now={now} />;
      return pin ? (
        <EnterPin now={now} />
      ) : (
        <Details now={now} onConfirm={toPin} onLeave={() => goInstead("#/")} />
      );
    case "declined":
      return <Declined now={now} />;
    case "paying":
      return <Paying now={now} />;
    case "following":
      return <Following now={now} />;
    case "canceling":
      return <Canceling now={now} />;
    case "ended":
      return <Ended now={now} />;
  }
}
