import { cameFromInside } from "@pay200/shared/navigation.ts";
import { useState, type ReactNode } from "react";
import { useCurrent, useMay } from "../account/current.ts";
import {
  ask,
  client,
  type Attempt,
  type Cancel,
  type PaymentPage as Shown,
} from "../api/client.ts";
import { useAnswer } from "../api/use_answer.ts";
import { useFollowed } from "../api/use_followed.ts";
import { useTexts, type Key } from "../i18n/i18n.ts";
import { addressOf } from "../route.ts";
import { useChanges } from "../transaction/changes.ts";
import { noFilter } from "../transaction/filter.ts";
import { TypeBadge, Unmoved } from "../transaction/rows.tsx";
import { Amount } from "../ui/amount.tsx";
import { Button, Copy } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Badge, Bone, Card, Facts, Failure, Notice, Page } from "../ui/page.tsx";
import { When } from "../ui/when.tsx";
import { DeliveryRows, DeliveriesHead } from "../webhook/delivery_rows.tsx";
import { giveBackOf } from "./refund.ts";
import { RefundDialog } from "./refund_dialog.tsx";
import { Ledger } from "./ledger.tsx";
import { StatusBadge } from "./status.tsx";
import { Timeline } from "./timeline.tsx";
import { isUnderWay } from "./under_way.ts";

export function PaymentPage({ paymentKey }: { paymentKey: string }) {
  const t = useTexts();
  const { merchant } = useCurrent();
  const { mId } = merchant;
  const mayRefund = useMay("manage");
  const [givingBack, setGivingBack] = useState(false);
  const page = useAnswer(`${mId} payment ${paymentKey}`, () =>
    ask(
      client.GET("/backoffice/v1/merchants/{mId}/payments/{paymentKey}", {
        params: { path: { mId, paymentKey } },
      }),
    ),
  );
  const data = page.previous ? null : page.data;
  useFollowed(data !== null && isUnderWay(data), page.reload);
  useChanges(mId, (fresh) => {
    if (fresh?.every((one) => one.paymentKey !== paymentKey)) return;
    void page.reload();
  });

  const back = (
    <a
      className="back-link"
      href={addressOf(mId, { name: "transactions", filter: noFilter, cursor: null })}
      onClick={(event) => {
        // Where one comes from a list, it is that list.
        if (!cameFromInside()) return;
        event.preventDefault();
        history.back();
      }}
    >
      <Icon name="back" />
      {t("pay.back")}
    </a>
  );
  if (data === null)
    return (
      <Page title={t("pay.title")} hideTitle back={back}>
        {page.failed ? <Failure of={page} /> : <Bones />}
      </Page>
    );

  const { payment } = data;
  const what = giveBackOf(payment);
  return (
    <Page title={payment.orderName} hideTitle back={back}>
      <div className="pay-head">
        <div className="pay-what">
          <p className="pay-name" aria-hidden="true">
            {payment.orderName}
          </p>
          <p className="pay-amount">
            <Amount of={payment.totalAmount} />
            <StatusBadge status={payment.status} />
          </p>
        </div>
        {what !== "none" && mayRefund ? (
          <Button icon="undo" kind="primary" onClick={() => setGivingBack(true)}>
            {t(what === "paid" ? "back.open" : "back.openUnpaid")}
          </Button>
        ) : null}
      </div>
      {payment.status === "UNKNOWN" ? <Notice>{t("pay.unknown")}</Notice> : null}
      {data.cancels.some(({ status }) => status === "IN_PROGRESS") ? (
        <Notice>{t("pay.cancelInProgress")}</Notice>
      ) : null}
      <div className="pay-columns">
        <div className="stack wide-gap">
          <About of={data} />
          <Cancels of={data.cancels} moved={payment.approvedAt !== null} />
          <Attempts of={payment.attempts} />
          <Ledger of={data.ledger} />
          <Card title={t("pay.webhooks")} flush>
            {data.webhooks.length === 0 ? (
              <Nothing>{t("pay.noWebhooks")}</Nothing>
            ) : (
              <div className="table-place">
                <table className="table">
                  <DeliveriesHead compact />
                  <DeliveryRows compact rows={data.webhooks} onSent={() => void page.reload()} />
                </table>
              </div>
            )}
          </Card>
        </div>
        <Card title={t("pay.timeline")} className="pay-aside">
          <Timeline of={payment.timeline} />
        </Card>
      </div>
      {givingBack ? (
        <RefundDialog
          payment={payment}
          onDone={() => void page.reload()}
          onClose={() => setGivingBack(false)}
        />
      ) : null}
    </Page>
  );
}

const Nothing = ({ children }: { children: ReactNode }) => <p className="nothing">{children}</p>;

function About({ of }: { of: Shown }) {
  const t = useTexts();
  const { payment, cancels } = of;
  // Cancelled before it was paid: nothing went back.
  const returned = cancels
    .filter(({ status }) => status === "DONE" && payment.approvedAt !== null)
    .reduce((sum, { amount }) => sum + amount, 0);
  const { card } = payment;
  return (
    <Card title={t("pay.about")}>
      <div className="facts-columns">
        <Facts
          of={[
            [t("pay.total"), <Amount key="a" of={payment.totalAmount} />],
            [t("pay.returned"), <Amount key="a" of={returned} minus />],
            [
              t("pay.balance"),
              <strong key="a">
                <Amount of={payment.balanceAmount} />
              </strong>,
            ],
            [t("pay.supplied"), <Amount key="a" of={payment.suppliedAmount} />],
            [t("pay.vat"), <Amount key="a" of={payment.vat} />],
            payment.taxFreeAmount > 0
              ? [t("pay.taxFree"), <Amount key="a" of={payment.taxFreeAmount} />]
              : null,
          ]}
        />
        <Facts
          of={[
            [t("pay.customer"), payment.customerName ?? "–"],
            [
              t("pay.orderId"),
              <span key="a" className="copyable code">
                {payment.orderId}
                <Copy text={payment.orderId} label={t("pay.orderId")} />
              </span>,
            ],
            [
              t("pay.key"),
              <span key="a" className="copyable code">
                <span className="cut">{payment.paymentKey}</span>
                <Copy text={payment.paymentKey} label={t("pay.key")} />
              </span>,
            ],
            [t("pay.requestedAt"), <When key="a" at={payment.requestedAt} />],
            [t("pay.approvedAt"), <When key="a" at={payment.approvedAt} />],
            card
              ? [
                  t("pay.card"),
                  <span key="a">
                    <span className="code">{card.number}</span>{" "}
                    {card.installmentPlanMonths > 1
                      ? t("pay.months", { months: card.installmentPlanMonths })
                      : t("pay.atOnce")}
                  </span>,
                ]
              : null,
            card
              ? [
                  t("pay.approval"),
                  <span key="a">
                    <span className="code">{card.approveNo ?? "–"}</span>{" "}
                    <span className="soft">
                      {card.acquirerCode} · {t(`acquire.${card.acquireStatus}`)}
                    </span>
                  </span>,
                ]
              : null,
            payment.failure ? [t("pay.failure"), payment.failure.message] : null,
          ]}
        />
      </div>
    </Card>
  );
}

const cancelTones = { IN_PROGRESS: "note", DONE: "good", ABORTED: "bad" } as const;

function Cancels({ of, moved }: { of: readonly Cancel[]; moved: boolean }) {
  const t = useTexts();
  if (of.length === 0) return null;
  const by = ({ requestedBy, requestedByName }: Cancel) =>
    requestedBy === "MERCHANT"
      ? (requestedByName ?? t("cancel.byServer"))
      : t(requestedBy === "SHOPPER" ? "cancel.byShopper" : "cancel.byPage");
  return (
    <Card title={t("pay.cancels")} flush>
      <div className="table-place">
        <table className="table">
          <thead>
            <tr>
              <th className="col-when">{t("cancel.when")}</th>
              <th className="col-type">{t("tx.type")}</th>
              <th className="col-amount number">{t("tx.amount")}</th>
              <th className="col-status">{t("status")}</th>
              <th>{t("cancel.reason")}</th>
              <th className="col-who">{t("cancel.by")}</th>
            </tr>
          </thead>
          <tbody>
            {of.map((cancel) => (
              <tr key={`${cancel.requestedAt}${cancel.amount}`}>
                <td>
                  <When at={cancel.finishedAt ?? cancel.requestedAt} />
                </td>
                <td>
                  <TypeBadge type={cancel.type} />
                </td>
                <td className="number strong">
                  {moved ? <Amount of={cancel.amount} minus /> : <Unmoved amount={cancel.amount} />}
                </td>
                <td>
                  <Badge tone={cancelTones[cancel.status]}>{t(`cancel.${cancel.status}`)}</Badge>
                  {cancel.responseCode ? (
                    <span className="under">
                      {t("attempt.response", { code: cancel.responseCode })}
                    </span>
                  ) : null}
                </td>
                <td className="wrap">{cancel.reason}</td>
                <td className="wrap">{by(cancel)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

const attemptTones = {
  SENDING: "note",
  APPROVED: "good",
  DECLINED: "bad",
  REVERSING: "note",
  UNKNOWN: "note",
  REVERSED: "calm",
  NOT_SENT: "calm",
} as const;

function Attempts({ of }: { of: readonly Attempt[] }) {
  const t = useTexts();
  return (
    <Card title={t("pay.attempts")} flush>
      {of.length === 0 ? (
        <Nothing>{t("pay.noAttempts")}</Nothing>
      ) : (
        <div className="table-place">
          <table className="table">
            <thead>
              <tr>
                <th className="col-number">{t("attempt.number")}</th>
                <th className="col-when">{t("attempt.startedAt")}</th>
                <th>{t("pay.card")}</th>
                <th>{t("attempt.acquirer")}</th>
                <th className="col-status">{t("status")}</th>
                <th>{t("pay.approval")}</th>
              </tr>
            </thead>
            <tbody>
              {of.map((attempt) => (
                <tr key={attempt.number}>
                  <td className="digits">{attempt.number}</td>
                  <td>
                    <When at={attempt.startedAt} />
                  </td>
                  <td>
                    <span className="code">{attempt.cardNumber}</span>
                    <span className="under">{attempt.cardBrand}</span>
                  </td>
                  <td>{attempt.acquirerCode}</td>
                  <td>
                    <Badge tone={attemptTones[attempt.status]}>
                      {t(`attempt.${attempt.status}`)}
                    </Badge>
                    {attempt.responseCode && attempt.responseCode !== "00" ? (
                      <span className="under">
                        {t("attempt.response", { code: attempt.responseCode })}
                      </span>
                    ) : null}
                  </td>
                  <td className="code">{attempt.approveNo ?? <span className="none">–</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

const boneTerms: Key[] = ["pay.total", "pay.returned", "pay.balance", "pay.supplied", "pay.vat"];

function Bones() {
  const t = useTexts();
  return (
    <div aria-hidden="true">
      <div className="pay-head">
        <div className="pay-what">
          <p className="pay-name">
            <Bone width="m" />
          </p>
          <p className="pay-amount">
            <Bone width="m" />
          </p>
        </div>
      </div>
      <div className="pay-columns">
        <div className="stack wide-gap">
          <Card title={t("pay.about")}>
            <div className="facts-columns">
              {[0, 1].map((at) => (
                <Facts
                  key={at}
                  of={boneTerms.map((term) => [t(term), <Bone key="b" width="m" />])}
                />
              ))}
            </div>
          </Card>
        </div>
        <Card title={t("pay.timeline")} className="pay-aside">
          <Bone width="full" />
          <Bone width="full" />
          <Bone width="full" />
        </Card>
      </div>
    </div>
  );
}
