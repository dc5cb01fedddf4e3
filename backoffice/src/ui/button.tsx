import { useState, type ReactNode, type Ref } from "react";
import { useTexts } from "../i18n/i18n.ts";
import { Icon, type IconName } from "./icon.tsx";

interface Given {
  kind?: "primary" | "second" | "quiet" | "danger";
  small?: boolean;
  icon?: IconName;
  busy?: boolean;
  disabled?: boolean;
  submit?: boolean;
  /** Instead of its words, where those alone do not say what it is for. */
  label?: string;
  buttonRef?: Ref<HTMLButtonElement>;
  onClick?: () => void;
  children?: ReactNode;
}

const look = (given: Pick<Given, "kind" | "small">) =>
  `button ${given.kind ?? "second"}${given.small ? " small" : ""}`;

export function Button(props: Given) {
  return (
    <button
      type={props.submit ? "submit" : "button"}
      ref={props.buttonRef}
      className={`${look(props)}${props.children === undefined ? " only-icon" : ""}`}
      disabled={props.disabled}
      aria-busy={props.busy}
      aria-label={props.label}
      title={props.children === undefined ? props.label : undefined}
      // A second press of what is under way is none.
      onClick={props.busy ? undefined : props.onClick}
    >
      {props.icon ? <Icon name={props.icon} /> : null}
      {props.children}
    </button>
  );
}

export const ButtonLink = (
  props: Pick<Given, "kind" | "small" | "icon" | "label"> & {
    to: string;
    download?: boolean;
    onClick?: () => void;
    children?: ReactNode;
  },
) => (
  <a
    className={`${look(props)}${props.children === undefined ? " only-icon" : ""}`}
    href={props.to}
    download={props.download}
    aria-label={props.label}
    onClick={props.onClick}
  >
    {props.icon ? <Icon name={props.icon} /> : null}
    {props.children}
  </a>
);

/** Puts a text on the clipboard, and says that it is there. */
export function Copy(props: { text: string; label: string; wide?: boolean }) {
  const t = useTexts();
  const [copied, setCopied] = useState(false);
  const [refused, setRefused] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    } catch {
      setRefused(true); // the text is there to be marked
    }
  };
  const words = t(copied ? "copied" : refused ? "copyByHand" : "copy");
  return (
    <>
      <Button
        kind={props.wide ? "second" : "quiet"}
        small
        icon={copied ? "check" : "copy"}
        label={`${props.label} ${words}`}
        onClick={() => void copy()}
      >
        {props.wide ? words : undefined}
      </Button>
      <span className="unseen" role="status">
        {copied || refused ? words : ""}
      </span>
    </>
  );
}
