import { useId, type ReactNode } from "react";

/** A few that exclude each other, all in sight. */
export function Segments<T extends string>(props: {
  label: string;
  options: readonly { value: T; text: string }[];
  value: T;
  onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className="segments">
      <legend className="unseen">{props.label}</legend>
      {props.options.map(({ value, text }) => (
        <label key={value} className="segment">
          <input
            type="radio"
            className="unseen"
            name={name}
            checked={props.value === value}
            onChange={() => props.onChange(value)}
          />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** One of several, with a word on each. */
export function Choices<T extends string>(props: {
  label: string;
  options: readonly { value: T; text: string; note?: ReactNode }[];
  value: T;
  disabled?: boolean;
  onChange: (value: T) => void;
}) {
  const name = useId();
  return (
    <fieldset className="choices" disabled={props.disabled}>
      <legend>{props.label}</legend>
      {props.options.map(({ value, text, note }) => (
        <label key={value} className="choice">
          <input
            type="radio"
            name={name}
            checked={props.value === value}
            onChange={() => props.onChange(value)}
          />
          <span>
            <span className="choice-text">{text}</span>
            {note ? <span className="choice-note">{note}</span> : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export function Select<T extends string>(props: {
  label: string;
  hideLabel?: boolean;
  options: readonly { value: T; text: string }[];
  value: T;
  disabled?: boolean;
  onChange: (value: T) => void;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className={props.hideLabel ? "unseen" : undefined}>
        {props.label}
      </label>
      <div className="input select">
        <select
          id={id}
          value={props.value}
          disabled={props.disabled}
          onChange={(event) => props.onChange(event.target.value as T)}
        >
          {props.options.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
