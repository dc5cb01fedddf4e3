// 신용카드 매출전표: to look at, and to print.
import { useEffect, useState, type ReactNode } from "react";
import { won } from "@pay200/shared/money.ts";
import { useMode } from "../account/session.ts";
import { ask, client, type Receipt } from "../api/client.ts";
import { brandName } from "../card/card_face.tsx";
import { useLanguage, useTexts, type Key } from "../i18n/i18n.ts";
import { goBack } from "../navigation.ts";
import { Icon } from "../ui/icon.tsx";
import { Button, Result, Screen } from "../ui/screen.tsx";
import { receiptTime } from "@pay200/shared/when.ts";
import "./receipt.css";

type State = { state: "loading" | "lost" | "none" } | { state: "there"; receipt: Receipt };

function Line({ name, children }: { name: Key; children: ReactNode }) {
  const t = useTexts();
  if (children === null) return null;
  return (
    <div>
      <dt>{t(name)}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** As printed on a card slip: "4242-42**-****-4242". */
const slipNumber = (number: string): string => number.match(/.{4}/g)?.join("-") ?? number;

function Slip({ receipt }: { receipt: Receipt }) {
  const t = useTexts();
  const language = useLanguage();
  const mode = useMode();
  const kind: Key =
    receipt.status === "CANCELED"
      ? "receipt.canceledSale"
      : receipt.status === "PARTIAL_CANCELED"
        ? "receipt.partly"
        : "receipt.sale";
  const months = receipt.card.installmentPlanMonths;
  return (
    <article className="receipt">
      <p className="receipt-shop">{receipt.merchant.name}</p>
      <p className="amount">{won(receipt.totalAmount, language)}</p>
      {kind === "receipt.sale" ? null : <p className="badge bad">{t(kind)}</p>}
      <dl>
        <Line name="receipt.kind">{t(kind)}</Line>
        <Line name="receipt.brand">{brandName(receipt.card.brand)}</Line>
        <Line name="receipt.card">{slipNumber(receipt.card.number)}</Line>
        <Line name="receipt.months">
          {months === 0 ? t("pay.once") : t("pay.monthsOf", { months })}
        </Line>
        <Line name="receipt.approveNo">{receipt.card.approveNo}</Line>
        <Line name="receipt.approvedAt">{receiptTime(receipt.approvedAt)}</Line>
      </dl>
      <dl>
        <Line name="receipt.orderName">{receipt.orderName}</Line>
        <Line name="receipt.orderId">{receipt.orderId}</Line>
        <Line name="receipt.supplied">{won(receipt.suppliedAmount, language)}</Line>
        <Line name="receipt.vat">{won(receipt.vat, language)}</Line>
        {receipt.taxFreeAmount > 0 ? (
          <Line name="receipt.taxFree">{won(receipt.taxFreeAmount, language)}</Line>
        ) : null}
        <div className="slip-total">
          <dt>{t("receipt.total")}</dt>
          <dd>{won(receipt.totalAmount, language)}</dd>
        </div>
      </dl>
      {receipt.cancels.length > 0 ? (
        <>
          <h2>{t("receipt.cancels")}</h2>
          <dl>
            {receipt.cancels.map((cancel, place) => (
              <div key={place}>
                <dt>{cancel.canceledAt ? receiptTime(cancel.canceledAt) : t("receipt.pending")}</dt>
                <dd>-{won(cancel.cancelAmount, language)}</dd>
              </div>
            ))}
            <Line name="receipt.balance">{won(receipt.balanceAmount, language)}</Line>
          </dl>
        </>
      ) : null}
      <dl>
        <Line name="receipt.shop">{receipt.merchant.name}</Line>
        <Line name="receipt.businessNumber">{receipt.merchant.businessNumber}</Line>
        <Line name="receipt.representative">{receipt.merchant.representative}</Line>
        <Line name="receipt.address">{receipt.merchant.address}</Line>
        <Line name="receipt.phone">{receipt.merchant.phone}</Line>
      </dl>
      {/* What it is worth as a proof is not said before it is known. */}
      <p className="small">
        {mode ? t(mode === "test" ? "receipt.testNote" : "receipt.note") : "\u00a0"}
      </p>
    </article>
  );
}

export function ReceiptScreen({ paymentKey }: { paymentKey: string }) {
  const t = useTexts();
  const [now, setNow] = useState<State>({ state: "loading" });
  const [round, setRound] = useState(0);

  useEffect(() => {
    let over = false;
    setNow({ state: "loading" });
    const path = { paymentKey };
    const asked = ask(
      client.GET("/v1/shopper/payments/{paymentKey}/receipt", { params: { path } }),
    );
    void asked.then((outcome) => {
      if (over) return;
      if (outcome.kind === "done") setNow({ state: "there", receipt: outcome.data });
      else setNow({ state: outcome.kind === "refused" ? "none" : "lost" });
    });
    return () => void (over = true);
  }, [paymentKey, round]);

  if (now.state === "lost") {
    return (
      <Result
        tone="calm"
        icon="offline"
        back
        title={t("lost.title")}
        note={t("lost.note")}
        actions={<Button onClick={() => setRound(round + 1)}>{t("again")}</Button>}
      />
    );
  }
  if (now.state === "none") {
    return (
      <Result
        tone="calm"
        icon="list"
        back
        title={t("receipt.none")}
        note={t("receipt.noneNote")}
        actions={<Button onClick={goBack}>{t("ok")}</Button>}
      />
    );
  }
  return (
    <Screen
      title={t("receipt.title")}
      back
      className="receipt-screen"
      actions={
        now.state === "there" ? (
          <Button kind="second" onClick={() => print()}>
            <Icon name="print" />
            {t("receipt.print")}
          </Button>
        ) : null
      }
    >
      {now.state === "there" ? (
        <Slip receipt={now.receipt} />
      ) : (
        <div className="ghost-list" aria-hidden="true" />
      )}
    </Screen>
  );
}
