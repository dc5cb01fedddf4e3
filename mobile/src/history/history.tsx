import { useEffect, useState } from "react";
import { won } from "@pay200/shared/money.ts";
import { ask, client, type HistoryEntry } from "../api/client.ts";
import { ProfileLink, Tabs } from "../home.tsx";
import { useLanguage, useTexts, type Translate } from "../i18n/i18n.ts";
import { goInstead } from "../navigation.ts";
import { monthAddress, receiptAddress } from "../route.ts";
import { Icon } from "../ui/icon.tsx";
import { Button, Lost, Screen } from "../ui/screen.tsx";
import { dayOf, monthName, monthNow, monthsFrom, timeOf } from "@pay200/shared/when.ts";
import { byDay, paidIn } from "./month.ts";
import "./history.css";

type Month =
  | { state: "loading" }
  /** `said` by the gateway, if it was reached. */
  | { state: "lost"; said: string | null }
  | { state: "there"; entries: HistoryEntry[]; hasMore: boolean };

const pageSize = 50;

function useMonth(month: string) {
  const [now, setNow] = useState<Month>({ state: "loading" });
  const [busy, setBusy] = useState(false);
  const [round, setRound] = useState(0);
  const [moreLost, setMoreLost] = useState<Extract<Month, { state: "lost" }> | null>(null);

  useEffect(() => {
    let over = false;
    setNow({ state: "loading" });
    setMoreLost(null);
    void page(month).then((next) => over || setNow(next));
    return () => void (over = true);
  }, [month, round]);

  const more = async () => {
    if (now.state !== "there" || busy) return;
    setBusy(true);
    setMoreLost(null);
    const next = await page(month, now.entries.at(-1)?.paymentKey);
    setBusy(false);
    // By now another month may be shown.
    setNow((at) =>
      at === now && next.state === "there"
        ? { ...next, entries: [...now.entries, ...next.entries] }
        : at,
    );
    if (next.state === "lost") setMoreLost(next);
  };
  return { now, busy, moreLost, more: () => void more(), again: () => setRound(round + 1) };
}

async function page(month: string, startingAfter?: string): Promise<Month> {
  const query = { month, limit: pageSize, ...(startingAfter && { startingAfter }) };
  const outcome = await ask(client.GET("/v1/shopper/payments", { params: { query } }));
  if (outcome.kind === "lost") return { state: "lost", said: null };
  if (outcome.kind === "refused") return { state: "lost", said: outcome.problem.message };
  return { state: "there", entries: outcome.data.payments, hasMore: outcome.data.hasMore };
}

function stateOf(entry: HistoryEntry, t: Translate): string | null {
  if (entry.status === "CANCELED") return t("history.canceled");
  return entry.status === "PARTIAL_CANCELED" ? t("history.partly") : null;
}

function Entry({ entry }: { entry: HistoryEntry }) {
  const t = useTexts();
  const language = useLanguage();
  const state = stateOf(entry, t);
  return (
    <li>
      <a className="entry" href={receiptAddress(entry.paymentKey)}>
        <span className="entry-words">
          <span className="entry-shop">{entry.shopName}</span>
          <span className="small">
            {timeOf(entry.approvedAt ?? entry.requestedAt, language)} · {entry.orderName}
          </span>
        </span>
        <span className="entry-sum">
          <span className={entry.status === "CANCELED" ? "sum gone" : "sum"}>
            {won(entry.totalAmount, language)}
          </span>
          {state ? (
            <span className="small">
              {state}
              {entry.status === "PARTIAL_CANCELED"
                ? ` · ${t("history.left", { amount: won(entry.balanceAmount, language) })}`
                : null}
            </span>
          ) : null}
        </span>
      </a>
    </li>
  );
}

function Entries({ entries }: { entries: HistoryEntry[] }) {
  const language = useLanguage();
  return byDay(entries).map(({ day, entries: ofDay }) => (
    <section key={day} className="day">
      <h2>{dayOf(`${day}T12:00:00+09:00`, language)}</h2>
      <ul>
        {ofDay.map((entry) => (
          <Entry key={entry.paymentKey} entry={entry} />
        ))}
      </ul>
    </section>
  ));
}

function MonthBar(props: { month: string; now: string }) {
  const t = useTexts();
  const language = useLanguage();
  const to = (months: number) => goInstead(monthAddress(monthsFrom(props.month, months)));
  return (
    <div className="month">
      <button
        type="button"
        className="bar-button"
        aria-label={t("history.before")}
        onClick={() => to(-1)}
      >
        <Icon name="back" />
      </button>
      <p aria-live="polite">{monthName(props.month, language)}</p>
      <button
        type="button"
        className="bar-button"
        aria-label={t("history.after")}
        disabled={props.month >= props.now}
        onClick={() => to(1)}
      >
        <Icon name="next" />
      </button>
    </div>
  );
}

export function History(props: { month: string | null }) {
  const t = useTexts();
  const language = useLanguage();
  const present = monthNow(new Date());
  const month = props.month ?? present;
  const { now, busy, moreLost, more, again } = useMonth(month);
  const whole = now.state === "there" && !now.hasMore ? paidIn(now.entries) : null;
  return (
    <Screen
      title={t("history.title")}
      className="history"
      bar={
        <>
          <span className="brand">pay200</span>
          <ProfileLink />
        </>
      }
      tabs={<Tabs at="history" />}
    >
      <MonthBar month={month} now={present} />
      <p className="month-sum">
        <span className="small">{t("history.sum")}</span>
        <span className="amount">{whole ? won(whole.amount, language) : "\u00a0"}</span>
        <span className="small">
          {whole ? t("history.count", { count: whole.count }) : "\u00a0"}
        </span>
      </p>
      {now.state === "loading" ? <div className="ghost-list" aria-hidden="true" /> : null}
      {now.state === "lost" ? (
        <Lost title={t(now.said === null ? "lost.title" : "history.lost")} note={now.said}>
          <Button kind="second" onClick={again}>
            {t("again")}
          </Button>
        </Lost>
      ) : null}
      {now.state === "there" && now.entries.length === 0 ? (
        <div className="empty" role="status">
          <Icon name="list" />
          <p className="headline">{t("history.empty")}</p>
        </div>
      ) : null}
      {now.state === "there" ? <Entries entries={now.entries} /> : null}
      {now.state === "there" && now.hasMore ? (
        <>
          <Button kind="second" busy={busy} onClick={more}>
            {t("history.more")}
          </Button>
          <p className="said wrong center" role="alert">
            {moreLost ? (moreLost.said ?? `${t("lost.title")}. ${t("lost.note")}`) : null}
          </p>
        </>
      ) : null}
    </Screen>
  );
}
