import { useCurrent } from "../account/current.ts";
import { useAtMost } from "../api/at_most.ts";
import { ask, client, type Overview as Figures, type Transaction } from "../api/client.ts";
import { useAnswer } from "../api/use_answer.ts";
import { addDays, dayOf, longDay, shortDay } from "../day.ts";
import { useLanguage, useTexts } from "../i18n/i18n.ts";
import { goInstead } from "../navigation.ts";
import { addressOf, overviewDays, type OverviewDays } from "../route.ts";
import { useChanges } from "../transaction/changes.ts";
import { noFilter } from "../transaction/filter.ts";
import { withNew } from "../transaction/live.ts";
import { TransactionRows, TransactionsHead } from "../transaction/rows.tsx";
import { Amount } from "../ui/amount.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { Segments } from "../ui/choice.tsx";
import { inThrees } from "../ui/number.ts";
import { Bone, Card, Empty, Failure, Page } from "../ui/page.tsx";
import { Chart, type Column } from "./chart.tsx";

const latest = 8;

export function Overview({ days }: { days: OverviewDays }) {
  const t = useTexts();
  const language = useLanguage();
  const { merchant } = useCurrent();
  const { mId } = merchant;
  // Yesterday is among them, to compare today with.
  const asked = Math.max(2, days);
  const figures = useAnswer(`${mId} overview ${asked}`, () =>
    ask(
      client.GET("/backoffice/v1/merchants/{mId}/overview", {
        params: { path: { mId }, query: { days: asked } },
      }),
    ),
  );
  const newest = useAnswer(`${mId} newest`, () =>
    ask(
      client.GET("/backoffice/v1/merchants/{mId}/transactions", {
        params: { path: { mId }, query: { limit: latest } },
      }),
    ),
  );
  // Days of sales are added up for it.
  const addUp = useAtMost(days > 7 ? 30_000 : 8_000, () => void figures.reload());
  useChanges(mId, (fresh) => {
    addUp();
    if (fresh === null) return void newest.reload();
    newest.put((page) => ({ ...page, transactions: withNew(page.transactions, fresh, latest) }));
  });

  const data = figures.data;
  return (
    <Page
      title={t("overview.title")}
      note={longDay(data?.today.date ?? dayOf(new Date()), language)}
    >
      {data ? <Today figures={data} /> : figures.failed ? null : <TodayBones />}
      <Card
        title={t("overview.sales")}
        aside={
          <Segments
            label={t("overview.period")}
            options={overviewDays.map((value) => ({
              value: `${value}`,
              text: value === 1 ? t("overview.byHour") : t("overview.days", { days: value }),
            }))}
            value={`${days}`}
            onChange={(chosen) =>
              goInstead(addressOf(mId, { name: "overview", days: Number(chosen) as OverviewDays }))
            }
          />
        }
      >
        {data ? (
          <Chart
            label={t("overview.chart")}
            columns={columnsOf(data, days, language, (hour) => t("overview.hour", { hour }))}
          />
        ) : figures.failed ? (
          <Failure of={figures} />
        ) : (
          <div className="chart-bones bone" aria-hidden="true" />
        )}
      </Card>
      <Card
        flush
        title={t("overview.newest")}
        aside={
          <ButtonLink
            kind="quiet"
            small
            to={addressOf(mId, { name: "transactions", filter: noFilter, cursor: null })}
          >
            {t("overview.all")}
          </ButtonLink>
        }
      >
        <Newest rows={newest.data?.transactions ?? null} of={newest} />
      </Card>
    </Page>
  );
}

function Newest(props: { rows: Transaction[] | null; of: Parameters<typeof Failure>[0]["of"] }) {
  const t = useTexts();
  if (props.rows === null && props.of.failed) return <Failure of={props.of} />;
  if (props.rows?.length === 0)
    return <Empty title={t("overview.none")} note={t("overview.noneNote")} />;
  return (
    <div className="table-place">
      <table className="table">
        <TransactionsHead />
        <TransactionRows rows={props.rows} bones={latest} />
      </table>
    </div>
  );
}

/** What went back is one column: cancels and refunds. */
function columnsOf(
  { days, hours, today }: Figures,
  wanted: OverviewDays,
  language: "ko" | "en",
  hourText: (hour: number) => string,
): Column[] {
  const figuresOf = ({ payments, cancels, refunds }: Omit<Figures["today"], "date">) => ({
    paid: payments.amount,
    paidCount: payments.count,
    back: cancels.amount + refunds.amount,
    backCount: cancels.count + refunds.count,
  });
  if (wanted === 1)
    return hours.map((hour) => ({
      short: `${hour.hour}`,
      long: `${longDay(today.date, language)} ${hourText(hour.hour)}`,
      ...figuresOf(hour),
    }));
  return days.slice(-wanted).map((day) => ({
    short: shortDay(day.date, language),
    long: longDay(day.date, language),
    ...figuresOf(day),
  }));
}

function Today({ figures: { today, days } }: { figures: Figures }) {
  const t = useTexts();
  const yesterday = days.find(({ date }) => date === addDays(today.date, -1)) ?? null;
  const net = (day: Figures["today"]) =>
    day.payments.amount - day.cancels.amount - day.refunds.amount;
  return (
    <ul className="figures">
      <li className="figure main">
        <span className="figure-name">{t("overview.net")}</span>
        <span className="figure-amount">
          <Amount of={net(today)} />
        </span>
        <span className="figure-note">
          {yesterday ? (
            <>
              {t("overview.yesterday")} <Amount of={net(yesterday)} />
            </>
          ) : null}
        </span>
      </li>
      {(["payments", "cancels", "refunds"] as const).map((what) => (
        <li key={what} className="figure">
          <span className="figure-name">{t(`totals.${what}`)}</span>
          <span className="figure-amount">
            <Amount of={today[what].amount} minus={what !== "payments"} />
          </span>
          <span className="figure-note">{t("count", { count: inThrees(today[what].count) })}</span>
        </li>
      ))}
    </ul>
  );
}

const TodayBones = () => (
  <ul className="figures" aria-hidden="true">
    {[0, 1, 2, 3].map((at) => (
      <li key={at} className={at === 0 ? "figure main" : "figure"}>
        <span className="figure-name">
          <Bone width="s" />
        </span>
        <span className="figure-amount">
          <Bone width="m" />
        </span>
        <span className="figure-note">
          <Bone width="s" />
        </span>
      </li>
    ))}
  </ul>
);
