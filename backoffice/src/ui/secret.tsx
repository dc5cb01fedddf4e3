import { useId } from "react";
import { Copy } from "./button.tsx";

/** What is shown this once: to be marked, or copied. */
export function Secret(props: { label: string; value: string }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      <div className="secret-row">
        <output id={id} className="code secret-value">
          {props.value}
        </output>
        <Copy wide text={props.value} label={props.label} />
      </div>
    </div>
  );
}
