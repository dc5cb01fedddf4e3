// Six digits by a keypad of our own: they are in no field, so that nothing offers to keep them.
import { useEffect, useRef, useState } from "react";
import { useTexts } from "../i18n/i18n.ts";
import { Icon } from "./icon.tsx";

const size = 6;
const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

export function PinPad(props: {
  label: string;
  error?: string | null;
  busy?: boolean;
  /** Called once with all six; the pad is empty again then. */
  onDone: (pin: string) => void;
}) {
  const t = useTexts();
  const [pin, setPin] = useState("");
  const done = useRef(props.onDone);
  done.current = props.onDone;
  const busy = props.busy ?? false;

  const type = (digit: string) => {
    if (busy) return;
    const typed = pin + digit;
    if (typed.length < size) return setPin(typed);
    setPin("");
    done.current(typed);
  };
  const erase = () => setPin(pin.slice(0, -1));

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^\d$/.test(event.key)) type(event.key);
      else if (event.key === "Backspace") erase();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });

  return (
    <div className="pin">
      <div className="pin-dots" aria-hidden="true">
        {Array.from({ length: size }, (_, place) => (
          <span key={place} className={place < pin.length ? "dot full" : "dot"} />
        ))}
      </div>
      <p className="unseen" role="status">
        {t("pin.entered", { entered: pin.length })}
      </p>
      <p className="said wrong" role="alert">
        {pin === "" ? props.error : null}
      </p>
      <div className="pad" role="group" aria-label={props.label}>
        {keys.map((digit) => (
          <button key={digit} type="button" className="pad-key" onClick={() => type(digit)}>
            {digit}
          </button>
        ))}
        <span />
        <button type="button" className="pad-key" onClick={() => type("0")}>
          0
        </button>
        <button type="button" className="pad-key" aria-label={t("pin.erase")} onClick={erase}>
          <Icon name="erase" />
        </button>
      </div>
    </div>
  );
}
