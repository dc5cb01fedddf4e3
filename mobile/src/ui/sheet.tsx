import { useLayoutEffect, useRef, type ReactNode } from "react";
import { useTexts } from "../i18n/i18n.ts";
import { Icon } from "./icon.tsx";

/** What lies over a screen until it is answered or put away. */
export function Sheet(props: { title: string; onClose: () => void; children: ReactNode }) {
  const t = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  // Closed as well: the focus goes back to what had opened it.
  useLayoutEffect(() => {
    const opened = dialog.current;
    opened?.showModal();
    return () => opened?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="sheet"
      aria-label={props.title}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) props.onClose();
      }}
    >
      <div className="sheet-inside">
        <div className="sheet-head">
          <h2>{props.title}</h2>
          <button
            type="button"
            className="bar-button"
            aria-label={t("close")}
            onClick={props.onClose}
          >
            <Icon name="close" />
          </button>
        </div>
        {props.children}
      </div>
    </dialog>
  );
}
