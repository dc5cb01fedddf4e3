import { useCurrent } from "../account/current.ts";
import { ask, client, type Settlement } from "../api/client.ts";
import { useAnswer } from "../api/use_answer.ts";
import { dayText, type Range } from "../day.ts";
import { useLanguage, useTexts } from "../i18n/i18n.ts";
import { go } from "../navigation.ts";
import { addressOf } from "../route.ts";
import { DateRange } from "../transaction/date_range.tsx";
import { Amount } from "../ui/amount.tsx";
import { Button, ButtonLink } from "../ui/button.tsx";
import { inThrees } from "../ui/number.ts";
import { BoneRows, Card, Empty, Failure, Page } from "../ui/page.tsx";
import { PayoutStatus } from "./payout_status.tsx";
import { noRange, rangeQuery } from "./settlement_query.ts";

const limit = 50;

export function SettlementsPage({ range, after }: { range: Range; after: string | null }) {
  const t = useTexts();
  const { merchant } = useCurrent();
  const { mId } = merchant;
  const query = rangeQuery(range);
  const page = useAnswer(`${mId} settlements ${JSON.stringify(query)} ${after}`, () =>
    ask(
      client.GET("/backoffice/v1/merchants/{mId}/settlements", {
        params: {
          path: { mId },
          query: { ...query, limit, ...(after !== null && { startingAfter: after }) },
        },
      }),
    ),
  );
  const address = (next: Range, behind: string | null = null) =>
    addressOf(mId, { name: "settlements", range: next, after: behind });
  const rows = page.data?.settlements ?? null;
  const last = rows?.at(-1);
  const filtered = range.from !== null || range.to !== null;

  return (
    <Page
      title={t("settle.title")}
      note={t("settle.note")}
      aside={
        <Button icon="refresh" onClick={() => void page.reload()}>
          {t("refresh")}
        </Button>
      }
    >
      <div className="filters" role="search" aria-label={t("filter.label")}>
        <DateRange value={range} onChange={(next) => go(address(next))} />
        {filtered ? (
          <Button kind="quiet" icon="close" onClick={() => go(address(noRange))}>
            {t("filter.clear")}
          </Button>
        ) : null}
      </div>
      <Card flush>
        {rows === null && page.failed ? (
          <Failure of={page} />
        ) : rows?.length === 0 ? (
          <Empty
            icon="won"
            title={t(filtered ? "tx.noneFound" : "settle.none")}
            note={t(filtered ? "settle.noneFoundNote" : "settle.noneNote")}
          />
        ) : (
          <div className="table-place" aria-busy={page.previous}>
            <table className="table">
              <caption className="unseen">{t("settle.title")}</caption>
              <thead>
                <tr>
                  <th>{t("settle.paidOutDate")}</th>
                  <th>{t("settle.soldDate")}</th>
                  <th className="number">{t("settle.sales")}</th>
                  <th className="number">{t("settle.fee")}</th>
                  <th className="number">{t("settle.payOut")}</th>
                  <th className="col-status">{t("status")}</th>
                </tr>
              </thead>
              <tbody>
                {rows === null ? (
                  <BoneRows rows={8} columns={["m", "m", "m", "m", "m", "s"]} />
                ) : (
                  rows.map((row) => <Row key={row.settlementId} mId={mId} of={row} />)
                )}
              </tbody>
            </table>
          </div>
        )}
      </Card>
      <nav className="pager" aria-label={t("pager.label")}>
        {after === null ? (
          <Button icon="first" disabled>
            {t("pager.first")}
          </Button>
        ) : (
          <ButtonLink icon="first" to={address(range)}>
            {t("pager.first")}
          </ButtonLink>
        )}
        {page.data?.hasMore && last ? (
          <ButtonLink icon="right" to={address(range, last.settlementId)}>
            {t("pager.older")}
          </ButtonLink>
        ) : (
          <Button icon="right" disabled>
            {t("pager.older")}
          </Button>
        )}
      </nav>
    </Page>
  );
}

function Row({ mId, of }: { mId: string; of: Settlement }) {
  const t = useTexts();
  const language = useLanguage();
  return (
    <tr>
      <td>
        <a
          className="row-link digits"
          href={addressOf(mId, { name: "settlement", id: of.settlementId })}
        >
          {dayText(of.paidOutDate, language)}
        </a>
      </td>
      <td>
        <span className="digits">{dayText(of.soldDate, language)}</span>
        <span className="under">{t("settle.lines", { count: inThrees(of.lineCount) })}</span>
      </td>
      <td className="number">
        <Amount of={of.paymentAmount - of.cancelAmount - of.refundAmount} />
      </td>
      <td className="number">
        <Amount of={of.supplyAmount + of.vat} />
      </td>
      <td className="number">
        <Amount of={of.payOutAmount} />
        {of.carriedOutAmount < 0 ? (
          <span className="under">
            {t("settle.carriedOut")} <Amount of={of.carriedOutAmount} />
          </span>
        ) : null}
      </td>
      <td>
        <PayoutStatus of={of.payOutStatus} />
      </td>
    </tr>
  );
}
