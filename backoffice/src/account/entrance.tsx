import { useEffect, useRef, type FormEvent, type ReactNode } from "react";
import { useTexts } from "../i18n/i18n.ts";
import { Preferences } from "./preferences.tsx";

/** What is shown to whom is not inside yet. */
export function Entrance(props: {
  title: string;
  note?: ReactNode;
  wide?: boolean;
  onSubmit?: () => void;
  children: ReactNode;
}) {
  const t = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${props.title} · ${t("brand.title")}`;
    heading.current?.focus({ preventScroll: true });
  }, [props.title, t]);
  const inside = (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {props.title}
      </h1>
      {props.note ? <p className="note">{props.note}</p> : null}
      {props.children}
    </>
  );
  return (
    <div className="entrance">
      <header className="entrance-top">
        <span className="brand">
          pay200 <span className="brand-part">{t("brand.part")}</span>
        </span>
        <Preferences />
      </header>
      <main className={props.wide ? "entrance-card wide" : "entrance-card"}>
        {props.onSubmit ? (
          <form
            className="stack"
            noValidate
            onSubmit={(event: FormEvent) => {
              event.preventDefault();
              props.onSubmit?.();
            }}
          >
            {inside}
          </form>
        ) : (
          <div className="stack">{inside}</div>
        )}
      </main>
    </div>
  );
}
