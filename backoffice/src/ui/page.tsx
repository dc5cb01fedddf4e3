// What every page has: a title from which it is read, what can be done, and what stands there while there is
// nothing to show yet, or nothing at all.
import { useEffect, useRef, type ReactNode } from "react";
import type { Answer } from "../api/use_answer.ts";
import { useTexts } from "../i18n/i18n.ts";
import { Button } from "./button.tsx";
import { Icon, type IconName } from "./icon.tsx";

export function Page(props: {
  title: string;
  /** Where it is only for whom the page is read aloud, and for the window's title. */
  hideTitle?: boolean;
  back?: ReactNode;
  aside?: ReactNode;
  note?: ReactNode;
  children: ReactNode;
}) {
  const t = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${props.title} · ${t("brand.title")}`;
  }, [props.title, t]);
  useEffect(() => {
    // A new page is read from its title on.
    if (!document.activeElement?.closest("main, dialog"))
      heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <main className="page" id="content">
      {props.back ? <div className="page-back">{props.back}</div> : null}
      <header className={props.hideTitle ? "unseen" : "page-head"}>
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {props.title}
          </h1>
          {props.note ? <p className="note">{props.note}</p> : null}
        </div>
        {props.aside ? <div className="page-aside">{props.aside}</div> : null}
      </header>
      {props.children}
    </main>
  );
}

export function Card(props: {
  title?: ReactNode;
  aside?: ReactNode;
  className?: string;
  /** Its content goes from edge to edge: a table. */
  flush?: boolean;
  children: ReactNode;
}) {
  return (
    <section className={`card ${props.flush ? "flush" : ""} ${props.className ?? ""}`}>
      {props.title !== undefined ? (
        <div className="card-head">
          <h2>{props.title}</h2>
          {props.aside}
        </div>
      ) : null}
      {props.children}
    </section>
  );
}

export function Empty(props: {
  icon?: IconName;
  title: string;
  note?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="empty">
      <span className="empty-icon">
        <Icon name={props.icon ?? "empty"} />
      </span>
      <p className="empty-title">{props.title}</p>
      {props.note ? <p className="note">{props.note}</p> : null}
      {props.children ? <div className="empty-actions">{props.children}</div> : null}
    </div>
  );
}

/** Why there is nothing to see, and what can be done. */
export function Failure({ of }: { of: Pick<Answer<unknown>, "failed" | "reload"> }) {
  const t = useTexts();
  const { failed, reload } = of;
  if (!failed) return null;
  const again = (
    <Button icon="refresh" onClick={() => void reload()}>
      {t("again")}
    </Button>
  );
  if (failed.kind === "lost")
    return (
      <div role="alert">
        <Empty icon="offline" title={t("lost.title")} note={t("lost.note")}>
          {again}
        </Empty>
      </div>
    );
  const { message, code, requestId, retryable, status } = failed.problem;
  const forbidden = code === "FORBIDDEN_REQUEST";
  return (
    <div role="alert">
      <Empty
        icon={forbidden ? "lock" : status === 404 ? "search" : "alert"}
        title={forbidden ? t("forbidden.title") : status === 404 ? t("notFound.title") : message}
        note={
          forbidden ? (
            t("forbidden.note")
          ) : status === 404 ? (
            t("notFound.note")
          ) : (
            <span className="code">{t("requestId", { id: requestId })}</span>
          )
        }
      >
        {retryable || status >= 500 ? again : null}
      </Empty>
    </div>
  );
}

/** Something is coming, as wide as it may be; nothing moves when it is there. */
export const Bone = ({ width }: { width: "s" | "m" | "l" | "full" }) => (
  <span className={`bone ${width}`} aria-hidden="true" />
);

/** Rows of a table that is being fetched. */
export function BoneRows(props: {
  rows: number;
  columns: ("s" | "m" | "l")[];
  /** Of the last column, where there is not always room for it. */
  lastClass?: string;
}) {
  const { rows, columns, lastClass } = props;
  return Array.from({ length: rows }, (_, row) => (
    <tr key={row} aria-hidden="true">
      {columns.map((width, column) => (
        <td key={column} className={column === columns.length - 1 ? lastClass : undefined}>
          <Bone width={width} />
        </td>
      ))}
    </tr>
  ));
}

export const Badge = (props: {
  tone?: "good" | "bad" | "note" | "info" | "calm";
  children: ReactNode;
}) => <span className={`badge ${props.tone ?? "calm"}`}>{props.children}</span>;

/** What a thing is, term by term. */
export function Facts({ of }: { of: readonly (readonly [string, ReactNode] | null)[] }) {
  return (
    <dl className="facts">
      {of
        .filter((one) => one !== null)
        .map(([term, what]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{what}</dd>
          </div>
        ))}
    </dl>
  );
}

/** Said in passing, where something has been done. */
export const Notice = (props: { tone?: "good" | "bad" | "note"; children: ReactNode }) => (
  <div className={`notice ${props.tone ?? "note"}`}>
    <Icon name={props.tone === "good" ? "check" : "alert"} />
    <div>{props.children}</div>
  </div>
);
