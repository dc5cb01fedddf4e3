// Columns above the line for what was paid, below it for what went back. Drawn in the page's own pixels, so
// that words stay as large as they are.
import { won, type Language } from "@pay200/shared/money.ts";
import { useEffect, useId, useRef, useState } from "react";
import { useLanguage, useTexts } from "../i18n/i18n.ts";
import { axisOf, labelled, placeOf, shortAmount } from "./scale.ts";

export interface Column {
  /** Below it, and in full where it is looked at. */
  short: string;
  long: string;
  paid: number;
  paidCount: number;
  /** Cancels and refunds. */
  back: number;
  backCount: number;
}

const height = 248;
const top = 12;
const bottom = 30;
const left = 64;

function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const look = new ResizeObserver(([entry]) => setWidth(Math.round(entry!.contentRect.width)));
    look.observe(place.current!);
    return () => look.disconnect();
  }, []);
  return [place, width];
}

export function Chart({ columns, label }: { columns: readonly Column[]; label: string }) {
  const t = useTexts();
  const language = useLanguage();
  const [place, width] = useWidth();
  const [looked, setLooked] = useState<number | null>(null);
  const caption = useId();

  const axis = axisOf(
    -Math.max(0, ...columns.map(({ back }) => back)),
    Math.max(0, ...columns.map(({ paid }) => paid)),
  );
  const inner = { width: Math.max(0, width - left), height: height - top - bottom };
  const y = (amount: number) => top + placeOf(axis, amount, inner.height);
  const step = inner.width / columns.length;
  const column = Math.max(2, Math.min(44, step * 0.62));
  const shown = labelled(columns.length, Math.max(1, Math.floor(inner.width / 52)));
  const seen = looked === null ? null : (columns[looked] ?? null);

  const move = (to: number) => setLooked(Math.min(columns.length - 1, Math.max(0, to)));

  return (
    <div className="chart" ref={place}>
      <div
        className="chart-picture"
        role="group"
        tabIndex={0}
        aria-label={`${label}. ${t("chart.keys")}`}
        aria-describedby={caption}
        onPointerLeave={() => setLooked(null)}
        onBlur={() => setLooked(null)}
        onFocus={() => setLooked((now) => now ?? columns.length - 1)}
        onKeyDown={(event) => {
          const now = looked ?? columns.length - 1;
          if (event.key === "ArrowLeft") move(now - 1);
          else if (event.key === "ArrowRight") move(now + 1);
          else if (event.key === "Home") move(0);
          else if (event.key === "End") move(columns.length - 1);
          else return;
          event.preventDefault();
        }}
      >
        {width > 0 ? (
          <svg width={width} height={height} aria-hidden="true">
            {axis.ticks.map((tick) => (
              <g key={tick}>
                <line
                  className={tick === 0 ? "chart-zero" : "chart-line"}
                  x1={left}
                  x2={width}
                  y1={y(tick)}
                  y2={y(tick)}
                />
                <text className="chart-word" x={left - 10} y={y(tick) + 4} textAnchor="end">
                  {shortAmount(tick, language)}
                </text>
              </g>
            ))}
            {columns.map(({ short, paid, back }, at) => {
              const middle = left + step * (at + 0.5);
              return (
                <g key={at} className={looked === at ? "looked" : undefined}>
                  <rect
                    className="chart-hold"
                    x={left + step * at}
                    y={0}
                    width={step}
                    height={height - bottom}
                    onPointerEnter={() => setLooked(at)}
                  />
                  {paid > 0 ? (
                    <rect
                      className="chart-paid"
                      x={middle - column / 2}
                      y={Math.min(y(paid), y(0) - 1)}
                      width={column}
                      height={Math.max(1, y(0) - y(paid))}
                      rx={Math.min(3, column / 4)}
                    />
                  ) : null}
                  {back > 0 ? (
                    <rect
                      className="chart-back"
                      x={middle - column / 2}
                      y={y(0)}
                      width={column}
                      height={Math.max(1, y(-back) - y(0))}
                      rx={Math.min(3, column / 4)}
                    />
                  ) : null}
                  {shown(at) ? (
                    <text className="chart-word" x={middle} y={height - 8} textAnchor="middle">
                      {short}
                    </text>
                  ) : null}
                </g>
              );
            })}
          </svg>
        ) : (
          <svg width="100%" height={height} aria-hidden="true" />
        )}
      </div>
      <p id={caption} className="chart-caption" aria-live="polite">
        {seen ? (
          <>
            <strong>{seen.long}</strong>
            <span>{said("paid", seen.paid, seen.paidCount, language, t)}</span>
            <span>{said("back", seen.back, seen.backCount, language, t)}</span>
          </>
        ) : (
          <>
            <span className="legend paid">{t("chart.paid")}</span>
            <span className="legend back">{t("chart.back")}</span>
          </>
        )}
      </p>
    </div>
  );
}

const said = (
  what: "paid" | "back",
  amount: number,
  count: number,
  language: Language,
  t: ReturnType<typeof useTexts>,
) => (
  <span className={`legend ${what}`}>
    {t(`chart.${what}`)} {amount > 0 && what === "back" ? "−" : ""}
    {won(amount, language)} ({t("count", { count })})
  </span>
);
