import { useEffect, useState } from "react";
import { useCurrent } from "../account/current.ts";
import { ask, client, type SettlementLine, type SettlementWithLines } from "../api/client.ts";
import { saidOf } from "../api/said.ts";
import { useAnswer } from "../api/use_answer.ts";
import { dayText } from "../day.ts";
import { useLanguage, useTexts, type Key } from "../i18n/i18n.ts";
import { addressOf } from "../route.ts";
import { Amount } from "../ui/amount.tsx";
import { Button, ButtonLink, Copy } from "../ui/button.tsx";
import { Said } from "../ui/dialog.tsx";
import { Icon } from "../ui/icon.tsx";
import { Bone, Card, Facts, Failure, Notice, Page } from "../ui/page.tsx";
import { When } from "../ui/when.tsx";
import { PayoutStatus } from "./payout_status.tsx";
import { noRange } from "./settlement_query.ts";

export function SettlementPage({ id }: { id: string }) {
  const t = useTexts();
  const language = useLanguage();
  const { merchant } = useCurrent();
  const { mId } = merchant;
  const answer = useAnswer(`${mId} settlement ${id}`, () => pageOf(mId, id, null));
  const data = answer.previous ? null : answer.data;
  const back = (
    <a
      className="back-link"
      href={addressOf(mId, { name: "settlements", range: noRange, after: null })}
    >
      <Icon name="back" />
      {t("settle.title")}
    </a>
  );
  if (data === null)
    return (
      <Page title={t("settle.one")} back={back}>
        <Card>{answer.failed ? <Failure of={answer} /> : <Bone width="full" />}</Card>
      </Page>
    );
  const statement = new URLSearchParams({ lang: language });
  return (
    <Page
      title={t("settle.statement")}
      note={`${merchant.name} · ${dayText(data.soldDate, language)}`}
      back={back}
      aside={
        <>
          <Button icon="print" onClick={() => print()}>
            {t("settle.print")}
          </Button>
          <ButtonLink
            icon="download"
            download
            to={`/backoffice/v1/merchants/${mId}/settlements/${id}/statement?${statement.toString()}`}
          >
            {t("tx.export")}
          </ButtonLink>
        </>
      }
    >
      <Card>
        <Facts
          of={[
            [t("status"), <PayoutStatus key="a" of={data.payOutStatus} />],
            [t("settle.paidOutDate"), dayText(data.paidOutDate, language)],
            [t("settle.soldDate"), dayText(data.soldDate, language)],
            [
              t("settle.id"),
              <span key="a" className="copyable code">
                {data.settlementId}
                <Copy text={data.settlementId} label={t("settle.id")} />
              </span>,
            ],
            [t("settle.createdAt"), <When key="a" at={data.createdAt} />],
          ]}
        />
      </Card>
      {data.payOutStatus === "RETURNED" ? (
        <Notice tone="bad">{t("settle.returnedNote")}</Notice>
      ) : null}
      <Figures of={data} />
      <Lines mId={mId} id={id} first={data} />
    </Page>
  );
}

const pageOf = (mId: string, settlementId: string, startingAfter: string | null) =>
  ask(
    client.GET("/backoffice/v1/merchants/{mId}/settlements/{settlementId}", {
      params: {
        path: { mId, settlementId },
        query: { ...(startingAfter !== null && { startingAfter }) },
      },
    }),
  );

/** How the payout comes about, from top to bottom. */
function Figures({ of }: { of: SettlementWithLines }) {
  const t = useTexts();
  const rows: readonly (readonly [Key, number, boolean])[] = [
    ["settle.payments", of.paymentAmount, true],
    ["settle.cancels", -of.cancelAmount, of.cancelAmount !== 0],
    ["settle.refunds", -of.refundAmount, true],
    ["settle.supply", -of.supplyAmount, true],
    ["settle.vat", -of.vat, true],
    ["settle.disputes", -of.disputeAmount, of.disputeAmount !== 0],
    ["settle.returned", of.returnedAmount, of.returnedAmount !== 0],
    ["settle.carriedIn", of.carriedInAmount, of.carriedInAmount !== 0],
  ];
  return (
    <Card title={t("settle.figures")} flush>
      <div className="table-place">
        <table className="table payout-figures">
          <tbody>
            {rows
              .filter(([, , shown]) => shown)
              .map(([key, amount]) => (
                <tr key={key}>
                  <th scope="row">{t(key)}</th>
                  <td className="number">
                    <Amount of={amount} />
                  </td>
                </tr>
              ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t("settle.payOut")}</th>
              <td className="number">
                <Amount of={of.payOutAmount} />
              </td>
            </tr>
            {of.carriedOutAmount < 0 ? (
              <tr>
                <th scope="row">{t("settle.carriedOut")}</th>
                <td className="number">
                  <Amount of={of.carriedOutAmount} />
                </td>
              </tr>
            ) : null}
          </tfoot>
        </table>
      </div>
    </Card>
  );
}

/** The first lines, and more of them when they are asked for; the file has all. */
function Lines(props: { mId: string; id: string; first: SettlementWithLines }) {
  const t = useTexts();
  const { mId, id, first } = props;
  const [more, setMore] = useState<Pick<SettlementWithLines, "lines" | "hasMore">>(first);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => setMore(first), [first]);
  const load = async () => {
    setBusy(true);
    setSaid(null);
    const answer = await pageOf(mId, id, more.lines.at(-1)!.lineId);
    setBusy(false);
    setSaid(saidOf(answer, t));
    if (answer.kind === "done")
      setMore({ lines: [...more.lines, ...answer.data.lines], hasMore: answer.data.hasMore });
  };
  return (
    <Card title={t("settle.lines", { count: first.lineCount.toLocaleString("en-US") })} flush>
      <div className="table-place">
        <table className="table">
          <thead>
            <tr>
              <th className="col-when">{t("tx.when")}</th>
              <th>{t("tx.type")}</th>
              <th>{t("tx.order")}</th>
              <th className="number">{t("tx.amount")}</th>
              <th className="number">{t("settle.fee")}</th>
              <th className="number">{t("settle.settled")}</th>
            </tr>
          </thead>
          <tbody>
            {more.lines.map((line) => (
              <Line key={line.lineId} mId={mId} of={line} />
            ))}
          </tbody>
        </table>
      </div>
      <Said text={said} />
      {more.hasMore ? (
        <p className="more">
          <Button busy={busy} onClick={() => void load()}>
            {t("settle.more")}
          </Button>
        </p>
      ) : null}
    </Card>
  );
}

function Line({ mId, of }: { mId: string; of: SettlementLine }) {
  const t = useTexts();
  return (
    <tr>
      <td>
        <When at={of.occurredAt} />
      </td>
      <td>{t(`line.${of.type}`)}</td>
      <td className="cut">
        {of.paymentKey === null ? (
          <span className="none">–</span>
        ) : (
          <>
            <a className="row-link" href={addressOf(mId, { name: "payment", key: of.paymentKey })}>
              {of.orderName}
            </a>
            <span className="under code">{of.orderId}</span>
          </>
        )}
      </td>
      <td className="number">
        <Amount of={of.amount} />
      </td>
      <td className="number">
        <Amount of={of.supplyAmount + of.vat} />
      </td>
      <td className="number">
        <Amount of={of.payOutAmount} />
      </td>
    </tr>
  );
}
