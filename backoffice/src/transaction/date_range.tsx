// From when to when: quick ranges, a calendar of two months, or days as they are typed.
import { Field } from "@pay200/shared/field.tsx";
import { useEffect, useRef, useState } from "react";
import {
  addDays,
  addMonths,
  dayOf,
  dayParts,
  dayText,
  firstOfMonth,
  isDay,
  monthText,
  quickRange,
  quickRangeOf,
  quickRanges,
  rangeBetween,
  weekday,
  weekdayNames,
  weeksOf,
  type Range,
} from "../day.ts";
import { useLanguage, useTexts } from "../i18n/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Popover } from "../ui/popover.tsx";

export function DateRange(props: { value: Range; onChange: (range: Range) => void }) {
  const t = useTexts();
  const language = useLanguage();
  const { from, to } = props.value;
  const quick = quickRangeOf(props.value, dayOf(new Date()));
  const end = (day: string | null) => (day === null ? "" : dayText(day, language));
  const words =
    from === null && to === null
      ? t("range.all")
      : from === to
        ? end(from)
        : `${end(from)} ~ ${end(to)}`;
  return (
    <Popover
      className="range"
      buttonClass="button second range-button"
      button={
        <>
          <Icon name="calendar" />
          <span className="unseen">{t("range.label")}</span>
          {quick ? <span className="range-quick">{t(`range.${quick}`)}</span> : null}
          <span className="digits">{words}</span>
          <Icon name="down" />
        </>
      }
    >
      {(close) => (
        <Picker
          value={props.value}
          onChange={(range) => {
            props.onChange(range);
            close();
          }}
        />
      )}
    </Popover>
  );
}

function Picker(props: { value: Range; onChange: (range: Range) => void }) {
  const t = useTexts();
  const today = dayOf(new Date());
  const quick = quickRangeOf(props.value, today);
  const [from, setFrom] = useState(props.value.from ?? "");
  const [to, setTo] = useState(props.value.to ?? "");
  const [wrong, setWrong] = useState<{ from?: string; to?: string }>({});

  const apply = () => {
    const fault = (text: string) => (text === "" || isDay(text) ? undefined : t("range.wrong"));
    const [fromFault, toFault] = [fault(from), fault(to)];
    setWrong({ ...(fromFault && { from: fromFault }), ...(toFault && { to: toFault }) });
    if (fromFault || toFault) return;
    if (from !== "" && to !== "") return props.onChange(rangeBetween(from, to));
    props.onChange({ from: from || null, to: to || null });
  };

  return (
    <div className="picker" role="dialog" aria-label={t("range.label")}>
      <div className="picker-quick">
        <button
          type="button"
          className="picker-choice"
          aria-pressed={props.value.from === null && props.value.to === null}
          onClick={() => props.onChange({ from: null, to: null })}
        >
          {t("range.all")}
        </button>
        {quickRanges.map((name) => (
          <button
            key={name}
            type="button"
            className="picker-choice"
            aria-pressed={quick === name}
            onClick={() => props.onChange(quickRange(name, today))}
          >
            {t(`range.${name}`)}
          </button>
        ))}
      </div>
      <div className="picker-main">
        <Calendar
          today={today}
          value={props.value}
          onPick={(range) => props.onChange(range)}
          onFirst={(day) => {
            setFrom(day);
            setTo("");
          }}
        />
        <form
          className="picker-typed"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            apply();
          }}
        >
          <Field
            label={t("range.from")}
            placeholder="2026-11-01"
            maxLength={10}
            value={from}
            error={wrong.from ?? null}
            onChange={setFrom}
          />
          <Field
            label={t("range.to")}
            placeholder="2026-11-30"
            maxLength={10}
            value={to}
            error={wrong.to ?? null}
            onChange={setTo}
          />
          <Button submit kind="primary" small>
            {t("range.apply")}
          </Button>
        </form>
      </div>
    </div>
  );
}

/** Its number; to who cannot see where it stands, all of it. */
function Day({ day }: { day: string }) {
  const [before, number, after] = dayParts(day, useLanguage());
  return (
    <>
      <span className="unseen">{before}</span>
      {number}
      <span className="unseen">{after}</span>
    </>
  );
}

/** Two months; the first press is one end, the second the other. */
function Calendar(props: {
  today: string;
  value: Range;
  onPick: (range: Range) => void;
  onFirst: (day: string) => void;
}) {
  const t = useTexts();
  const language = useLanguage();
  const { today } = props;
  /** The day that the keyboard is at. */
  const [at, setAt] = useState(props.value.to ?? props.value.from ?? today);
  /** The later of the two months. */
  const [month, setMonth] = useState(firstOfMonth(at));
  const [first, setFirst] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const moved = useRef(false);

  useEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    place.current?.querySelector<HTMLElement>(`[data-day="${at}"]`)?.focus();
  }, [at, month]);

  const moveTo = (day: string) => {
    const to = day > today ? today : day;
    moved.current = true;
    setAt(to);
    if (to < addMonths(month, -1)) setMonth(addMonths(firstOfMonth(to), 1));
    else if (firstOfMonth(to) > month) setMonth(firstOfMonth(to));
    if (first !== null) setOver(to);
  };
  const pick = (day: string) => {
    setAt(day);
    if (first === null) {
      setFirst(day);
      props.onFirst(day);
    } else props.onPick(rangeBetween(first, day));
  };

  const range: Range = first === null ? props.value : rangeBetween(first, over ?? first);
  const within = (day: string) =>
    (range.from !== null || range.to !== null) &&
    (range.from === null || day >= range.from) &&
    (range.to === null || day <= range.to);

  const press = (event: React.KeyboardEvent) => {
    const steps: Record<string, () => string> = {
      ArrowLeft: () => addDays(at, -1),
      ArrowRight: () => addDays(at, 1),
      ArrowUp: () => addDays(at, -7),
      ArrowDown: () => addDays(at, 7),
      PageUp: () => addMonths(at, -1),
      PageDown: () => addMonths(at, 1),
      Home: () => addDays(at, -weekday(at)),
      End: () => addDays(at, 6 - weekday(at)),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    moveTo(step());
  };

  const names = weekdayNames(language);
  // One day is where Tab comes in, also after the months have been turned without it.
  const inSight = at >= addMonths(month, -1) && firstOfMonth(at) <= month && at <= today;
  const stop = inSight ? at : addMonths(month, -1);
  return (
    <div className="calendar" ref={place}>
      <div className="calendar-head">
        <Button
          kind="quiet"
          small
          icon="left"
          label={t("range.earlier")}
          onClick={() => setMonth(addMonths(month, -1))}
        />
        <p className="note small" aria-live="polite">
          {t(first === null ? "range.pickFirst" : "range.pickSecond")}
        </p>
        <Button
          kind="quiet"
          small
          icon="right"
          label={t("range.later")}
          disabled={month >= firstOfMonth(today)}
          onClick={() => setMonth(addMonths(month, 1))}
        />
      </div>
      <div className="calendar-months">
        {[addMonths(month, -1), month].map((shown) => (
          <table
            key={shown}
            role="grid"
            className="calendar-month"
            aria-label={monthText(shown, language)}
            onKeyDown={press}
          >
            <caption>{monthText(shown, language)}</caption>
            <thead>
              <tr>
                {names.map(({ short, long }) => (
                  <th key={long} scope="col" abbr={long}>
                    {short}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weeksOf(shown).map((week, row) => (
                <tr key={row}>
                  {week.map((day, column) => (
                    <td key={column} className={day !== null && within(day) ? "within" : undefined}>
                      {day === null ? null : (
                        <button
                          type="button"
                          data-day={day}
                          tabIndex={day === stop ? 0 : -1}
                          className={`calendar-day${day === range.from || day === range.to ? " end" : ""}${day === today ? " today" : ""}`}
                          aria-pressed={within(day)}
                          aria-current={day === today ? "date" : undefined}
                          disabled={day > today}
                          onFocus={() => setAt(day)}
                          onClick={() => pick(day)}
                          onPointerEnter={() => setOver(day)}
                        >
                          <Day day={day} />
                        </button>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
    </div>
  );
}
