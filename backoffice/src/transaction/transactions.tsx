import { useEffect, useRef, useState } from "react";
import { useCurrent } from "../account/current.ts";
import { useAtMost } from "../api/at_most.ts";
import { ask, client, type Totals as Figures, type Transactions as Rows } from "../api/client.ts";
import { useAnswer, type Answer } from "../api/use_answer.ts";
import { useLanguage, useTexts } from "../i18n/i18n.ts";
import { go, goInstead } from "../navigation.ts";
import { addressOf } from "../route.ts";
import { Amount } from "../ui/amount.tsx";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Segments } from "../ui/choice.tsx";
import { Icon } from "../ui/icon.tsx";
import { inThrees } from "../ui/number.ts";
import { Bone, Card, Empty, Failure, Page } from "../ui/page.tsx";
import { useChanges } from "./changes.ts";
import { DateRange } from "./date_range.tsx";
import {
  filterQuery,
  isFiltered,
  longestSearch,
  matches,
  noFilter,
  transactionTypes,
  type Filter,
} from "./filter.ts";
import { withNew } from "./live.ts";
import { TransactionRows, TransactionsHead } from "./rows.tsx";

const limit = 50;
/** After so long a pause what is typed is searched for. */
const typingMs = 350;
/** Totals are summed up once in so long at most, however many payments arrive. */
const totalsMs = 4_000;

export function Transactions({ filter, cursor }: { filter: Filter; cursor: string | null }) {
  const t = useTexts();
  const { merchant } = useCurrent();
  const { mId } = merchant;
  const query = filterQuery(filter);
  const filtered = isFiltered(filter);
  const question = new URLSearchParams(query).toString();

  const page = useAnswer(`${mId} transactions ${question} ${cursor}`, () =>
    ask(
      client.GET("/backoffice/v1/merchants/{mId}/transactions", {
        params: { path: { mId }, query: { ...query, limit, ...(cursor !== null && { cursor }) } },
      }),
    ),
  );
  const totals = useAnswer(`${mId} totals ${question}`, () =>
    ask(
      client.GET("/backoffice/v1/merchants/{mId}/transactions/totals", {
        params: { path: { mId }, query },
      }),
    ),
  );

  const { fresh, waiting, forget } = useLive(mId, filter, cursor, page, totals);
  const address = (next: Filter, at: string | null = null) =>
    addressOf(mId, { name: "transactions", filter: next, cursor: at });
  const change = (some: Partial<Filter>) => go(address({ ...filter, ...some }));
  const rows = page.data?.transactions ?? null;

  return (
    <Page title={t("tx.title")} aside={<Export mId={mId} filter={filter} />}>
      <div className="filters" role="search" aria-label={t("filter.label")}>
        <Search
          value={filter.search}
          onChange={(search, settled) => {
            const to = address({ ...filter, search });
            // Each letter is not a step back, a search is.
            if (settled) go(to);
            else goInstead(to);
          }}
        />
        <DateRange value={filter} onChange={({ from, to }) => change({ from, to })} />
        <Segments
          label={t("tx.type")}
          options={[
            { value: "ALL", text: t("filter.all") },
            ...transactionTypes.map((value) => ({ value, text: t(`type.${value}`) })),
          ]}
          value={filter.type ?? "ALL"}
          onChange={(type) => change({ type: type === "ALL" ? null : type })}
        />
        {filtered ? (
          <Button kind="quiet" icon="close" onClick={() => go(address(noFilter))}>
            {t("filter.clear")}
          </Button>
        ) : null}
      </div>
      <Totals figures={totals.data} busy={totals.previous} failed={totals.failed !== null} />
      {waiting > 0 ? (
        <p className="arrived" role="status">
          <Button
            kind="primary"
            small
            icon="refresh"
            onClick={() => {
              forget();
              if (cursor === null) void page.reload();
              else go(address(filter));
            }}
          >
            {t("tx.arrived", { count: inThrees(waiting) })}
          </Button>
        </p>
      ) : null}
      <Card flush>
        {rows === null && page.failed ? (
          <Failure of={page} />
        ) : rows?.length === 0 ? (
          <Empty
            icon={filtered ? "search" : "empty"}
            title={t(filtered ? "tx.noneFound" : "tx.none")}
            note={t(filtered ? "tx.noneFoundNote" : "tx.noneNote")}
          >
            {filtered ? (
              <Button onClick={() => go(address(noFilter))}>{t("filter.clear")}</Button>
            ) : null}
          </Empty>
        ) : (
          <div className="table-place" aria-busy={page.previous}>
            <table className="table">
              <caption className="unseen">{t("tx.title")}</caption>
              <TransactionsHead />
              <TransactionRows rows={rows} bones={12} fresh={fresh} />
            </table>
          </div>
        )}
      </Card>
      <nav className="pager" aria-label={t("pager.label")}>
        <PagerLink
          icon="first"
          text={t("pager.first")}
          to={cursor === null ? null : address(filter)}
        />
        <PagerLink
          icon="left"
          text={t("pager.newer")}
          to={cursor !== null && page.data?.newer ? address(filter, page.data.newer) : null}
        />
        <PagerLink
          icon="right"
          text={t("pager.older")}
          to={page.data?.older ? address(filter, page.data.older) : null}
        />
      </nav>
    </Page>
  );
}

/** What arrives while the page is open: shown at once on the newest page, counted on the others. */
function useLive(
  mId: string,
  filter: Filter,
  cursor: string | null,
  page: Answer<Rows>,
  totals: Answer<Figures>,
) {
  const shown = `${mId} ${JSON.stringify(filter)} ${cursor}`;
  const [live, setLive] = useState<{ of: string; fresh: ReadonlySet<string>; waiting: number }>({
    of: shown,
    fresh: new Set(),
    waiting: 0,
  });
  const now = live.of === shown ? live : { of: shown, fresh: new Set<string>(), waiting: 0 };
  const sumUp = useAtMost(totalsMs, () => void totals.reload());

  useChanges(mId, (told, opened) => {
    const come = told?.filter((one) => matches(filter, one)) ?? null;
    if (come?.length === 0) return;
    sumUp();
    if (come === null) return void page.reload();
    const later = come.filter(({ transactionKey }) => transactionKey > opened);
    if (cursor !== null) return setLive({ ...now, waiting: now.waiting + later.length });
    // A full page is asked for anew: what is pushed off its end is on the next one, which `older` has to say.
    if ((page.data?.transactions.length ?? limit) + come.length > limit) void page.reload();
    else
      page.put((before) => ({
        ...before,
        transactions: withNew(before.transactions, come, limit),
      }));
    setLive({
      ...now,
      fresh: new Set([...now.fresh, ...later.map(({ transactionKey }) => transactionKey)]),
    });
  });
  return {
    fresh: now.fresh,
    waiting: now.waiting,
    forget: () => setLive({ of: shown, fresh: new Set(), waiting: 0 }),
  };
}

function Search(props: { value: string; onChange: (search: string, settled: boolean) => void }) {
  const t = useTexts();
  const [typed, setTyped] = useState(props.value);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef(0);
  const before = useRef(props.value);
  // A timer that began under other filters must not bring those back.
  const onChange = useRef(props.onChange);
  onChange.current = props.onChange;
  // The way back, and "clear": what is in the address is in the field.
  useEffect(() => {
    if (before.current === props.value) return;
    before.current = props.value;
    setTyped(props.value);
  }, [props.value]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const at = event.target as Element;
      if (event.key !== "/" || at.closest("input, select, textarea, dialog")) return;
      event.preventDefault();
      input.current?.select();
    };
    addEventListener("keydown", press);
    return () => {
      removeEventListener("keydown", press);
      clearTimeout(timer.current);
    };
  }, []);

  const search = (text: string, settled: boolean) => {
    clearTimeout(timer.current);
    const wanted = text.trim();
    if (wanted === before.current) return;
    // The first letter is a step; those after it change where it leads.
    const isStep = settled || (before.current === "") !== (wanted === "");
    before.current = wanted;
    onChange.current(wanted, isStep);
  };
  return (
    <div className="search input">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        aria-label={t("filter.search")}
        placeholder={t("filter.searchHint")}
        maxLength={longestSearch}
        value={typed}
        onChange={(event) => {
          const text = event.target.value;
          setTyped(text);
          clearTimeout(timer.current);
          timer.current = window.setTimeout(() => search(text, false), typingMs);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") search(typed, true);
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </div>
  );
}

function Totals(props: { figures: Figures | null; busy: boolean; failed: boolean }) {
  const t = useTexts();
  const { figures } = props;
  const cell = (what: "payments" | "cancels" | "refunds") => (
    <li key={what} className="total">
      <span className="total-name">{t(`totals.${what}`)}</span>
      <span className="total-amount">
        {figures ? (
          <Amount of={figures[what].amount} minus={what !== "payments"} />
        ) : props.failed ? (
          "–"
        ) : (
          <Bone width="m" />
        )}
      </span>
      <span className="total-count">
        {figures ? t("count", { count: inThrees(figures[what].count) }) : null}
      </span>
    </li>
  );
  return (
    <ul className="totals" aria-label={t("totals.label")} aria-busy={props.busy}>
      {cell("payments")}
      {cell("cancels")}
      {cell("refunds")}
      <li className="total net">
        <span className="total-name">{t("totals.net")}</span>
        <span className="total-amount">
          {figures ? <Amount of={figures.netAmount} /> : props.failed ? "–" : <Bone width="m" />}
        </span>
        <span className="total-count">
          {figures && figures.unmoved.count > 0
            ? t("totals.unmoved", { count: inThrees(figures.unmoved.count) })
            : null}
        </span>
      </li>
    </ul>
  );
}

const PagerLink = (props: { icon: "first" | "left" | "right"; text: string; to: string | null }) =>
  props.to === null ? (
    <Button icon={props.icon} disabled>
      {props.text}
    </Button>
  ) : (
    <ButtonLink icon={props.icon} to={props.to}>
      {props.text}
    </ButtonLink>
  );

/** The browser takes the file as it comes, however long it is. */
function Export({ mId, filter }: { mId: string; filter: Filter }) {
  const t = useTexts();
  const language = useLanguage();
  const params = new URLSearchParams({ ...filterQuery(filter), lang: language });
  return (
    <ButtonLink
      icon="download"
      download
      to={`/backoffice/v1/merchants/${mId}/transactions/export?${params.toString()}`}
    >
      {t("tx.export")}
    </ButtonLink>
  );
}
