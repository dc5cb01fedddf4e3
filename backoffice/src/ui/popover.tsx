import { useEffect, useRef, useState, type ReactNode } from "react";

/** Opens below its button, and closes by Escape, by a press elsewhere, and when the focus leaves. */
export function Popover(props: {
  className?: string;
  button: ReactNode;
  /** For a button whose words are not all there is to say; they are part of it. */
  label?: string;
  buttonClass?: string;
  align?: "end";
  /** Above its button: where that is at the page's foot. */
  above?: boolean;
  disabled?: boolean;
  children: (close: () => void) => ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    const press = (event: Event) => {
      if (!whole.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", press);
    document.addEventListener("focusin", press);
    return () => {
      document.removeEventListener("pointerdown", press);
      document.removeEventListener("focusin", press);
    };
  }, [open]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  return (
    <div
      ref={whole}
      className={`popover-place ${props.className ?? ""}`}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        ref={button}
        type="button"
        className={props.buttonClass ?? "button second"}
        aria-expanded={open}
        aria-label={props.label}
        disabled={props.disabled}
        onClick={() => setOpen(!open)}
      >
        {props.button}
      </button>
      {open ? (
        <div
          className={`popover${props.align === "end" ? " at-end" : ""}${props.above ? " above" : ""}`}
        >
          {props.children(close)}
        </div>
      ) : null}
    </div>
  );
}
