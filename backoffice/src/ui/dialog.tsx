import { useId, useLayoutEffect, useRef, type FormEvent, type ReactNode } from "react";
import { useTexts } from "../i18n/i18n.ts";
import { Button } from "./button.tsx";
import { useHold } from "./hold.ts";

/**
 * Where one begins: at the first field, else with what changes nothing, and where there is no way out but one
 * with that.
 */
function firstOf(dialog: HTMLElement): HTMLElement | null {
  const field = dialog.querySelector<HTMLElement>(
    ".dialog-body :is(input:not([type=radio]), input:checked, select)",
  );
  if (field) return field;
  const actions = dialog.querySelectorAll<HTMLElement>(".dialog-actions .button");
  return dialog.querySelector(".dialog-head .button") ? actions[0]! : actions[actions.length - 1]!;
}

/** What lies over a page until it is answered or put away. */
export function Dialog(props: {
  title: string;
  /** Not while something is under way whose end has to be seen. */
  onClose: (() => void) | null;
  /** The dialog is a form: what its last button does. */
  onSubmit?: () => void;
  actions: ReactNode;
  wide?: boolean;
  /** What is in it would be lost with the page. */
  holds?: boolean;
  children: ReactNode;
}) {
  const t = useTexts();
  useHold(props.holds ?? false);
  const title = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // Before it is gone from the page, so that the focus goes back to where it was.
  useLayoutEffect(() => {
    const shown = dialog.current!;
    if (!shown.open) shown.showModal();
    firstOf(shown)?.focus();
    return () => shown.close();
  }, []);
  const inside = (
    <>
      <div className="dialog-head">
        <h2 id={title}>{props.title}</h2>
        {props.onClose ? (
          <Button kind="quiet" small icon="close" label={t("close")} onClick={props.onClose} />
        ) : null}
      </div>
      <div className="dialog-body">{props.children}</div>
      <div className="dialog-actions">{props.actions}</div>
    </>
  );
  return (
    <dialog
      ref={dialog}
      className={props.wide ? "dialog wide" : "dialog"}
      aria-labelledby={title}
      // By hand: at a second Escape the browser would close it without asking.
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        props.onClose?.();
      }}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose?.();
      }}
      onClose={() => {
        const shown = dialog.current;
        if (!shown?.isConnected || shown.open) return;
        if (props.onClose) props.onClose();
        else shown.showModal();
      }}
    >
      {props.onSubmit ? (
        <form
          noValidate
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            event.stopPropagation();
            props.onSubmit?.();
          }}
        >
          {inside}
        </form>
      ) : (
        <div>{inside}</div>
      )}
    </dialog>
  );
}

/** Asks once more. */
export function Confirm(props: {
  title: string;
  children: ReactNode;
  doIt: string;
  danger?: boolean;
  busy: boolean;
  said: string | null;
  /** What has to be typed first. */
  disabled?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const t = useTexts();
  return (
    <Dialog
      title={props.title}
      // What is under way would close, when it ends, whatever has been opened since.
      onClose={props.busy ? null : props.onClose}
      onSubmit={() => {
        if (!props.disabled && !props.busy) props.onConfirm();
      }}
      actions={
        <>
          <Button kind="second" disabled={props.busy} onClick={props.onClose}>
            {t("cancel")}
          </Button>
          <Button
            submit
            kind={props.danger ? "danger" : "primary"}
            busy={props.busy}
            {...(props.disabled && { disabled: true })}
          >
            {props.doIt}
          </Button>
        </>
      }
    >
      {props.children}
      <Said text={props.said} />
    </Dialog>
  );
}

/** What went wrong, where it is looked for. */
export const Said = ({ text }: { text: string | null }) => (
  <p className="said-all" role="alert">
    {text}
  </p>
);
