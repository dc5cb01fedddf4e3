// What every screen has: its title, a way back, what it shows, and its one thing to do within a thumb's reach.
import { useEffect, useRef, type ReactNode } from "react";
import { useTexts } from "../i18n/i18n.ts";
import { goBack } from "../navigation.ts";
import { Icon, type IconName } from "./icon.tsx";

export function Screen(props: {
  title: string;
  /** Where the title is not the first thing to see, and for whom the screen is read aloud. */
  hideTitle?: boolean;
  back?: boolean | (() => void);
  /** Beside the way back. */
  bar?: ReactNode;
  actions?: ReactNode;
  tabs?: ReactNode;
  className?: string;
  children?: ReactNode;
}) {
  const t = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  // A new screen is read from its title on.
  useEffect(() => {
    document.title = `${props.title} · pay200`;
    const already = document.activeElement;
    if (!already || already === document.body || !document.contains(already))
      heading.current?.focus({ preventScroll: true });
  }, [props.title]);
  const back = props.back === true ? goBack : props.back;
  return (
    <div className={`screen ${props.className ?? ""}`}>
      <header className="bar">
        {back ? (
          <button type="button" className="bar-button" aria-label={t("back")} onClick={back}>
            <Icon name="back" />
          </button>
        ) : null}
        {props.bar}
      </header>
      <main className="main">
        <h1 ref={heading} tabIndex={-1} className={props.hideTitle ? "unseen" : "title"}>
          {props.title}
        </h1>
        {props.children}
      </main>
      {props.actions ? <footer className="actions">{props.actions}</footer> : null}
      {props.tabs}
    </div>
  );
}

export type Tone = "good" | "bad" | "calm" | "busy";

/** One thing that has happened, in a picture and few words. */
export function Result(props: {
  tone: Tone;
  icon: IconName;
  title: string;
  note?: ReactNode;
  back?: boolean | (() => void);
  actions?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <Screen
      title={props.title}
      hideTitle
      actions={props.actions}
      {...(props.back && { back: props.back })}
    >
      <div className={`result ${props.tone}`}>
        <div className="disc">
          <Icon name={props.icon} />
        </div>
        <div role="status" className="words">
          <p className="headline">{props.title}</p>
          {props.note ? <div className="note">{props.note}</div> : null}
        </div>
        {props.children}
      </div>
    </Screen>
  );
}

/** What a list could not be shown for. */
export function Lost(props: { title: string; note?: string | null; children?: ReactNode }) {
  const t = useTexts();
  return (
    <div className="empty" role="status">
      <Icon name="offline" />
      <p className="headline">{props.title}</p>
      <p className="note">{props.note ?? t("lost.note")}</p>
      {props.children}
    </div>
  );
}

export function Button(props: {
  kind?: "primary" | "second" | "quiet" | "danger";
  busy?: boolean;
  disabled?: boolean;
  submit?: boolean;
  onClick?: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type={props.submit ? "submit" : "button"}
      className={`button ${props.kind ?? "primary"}`}
      disabled={props.disabled}
      aria-busy={props.busy}
      // A second press of what is under way is none.
      onClick={props.busy ? undefined : props.onClick}
    >
      {props.children}
    </button>
  );
}

export const ButtonLink = (props: {
  kind?: "primary" | "second" | "quiet";
  to: string;
  children: ReactNode;
}) => (
  <a className={`button ${props.kind ?? "primary"}`} href={props.to}>
    {props.children}
  </a>
);
