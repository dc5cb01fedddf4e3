import { useId, type InputHTMLAttributes, type ReactNode } from "react";

type Given = Pick<
  InputHTMLAttributes<HTMLInputElement>,
  | "type"
  | "inputMode"
  | "autoComplete"
  | "maxLength"
  | "placeholder"
  | "autoCapitalize"
  | "spellCheck"
>;

/** A labelled input, with what is wrong with it below it. */
export function Field(
  props: Given & {
    label: string;
    value: string;
    onChange: (value: string, input: HTMLInputElement) => void;
    onBlur?: () => void;
    error?: string | null;
    hint?: string;
    aside?: ReactNode;
    inputRef?: React.Ref<HTMLInputElement>;
  },
) {
  const { label, value, onChange, onBlur, error, hint, aside, inputRef, ...given } = props;
  const id = useId();
  const said = error ?? hint;
  return (
    <div className={error ? "field wrong" : "field"}>
      <label htmlFor={id}>{label}</label>
      <div className="input">
        <input
          id={id}
          ref={inputRef}
          {...given}
          value={value}
          aria-invalid={error ? true : undefined}
          aria-describedby={`${id}-said`}
          onChange={(event) => onChange(event.target.value, event.target)}
          onBlur={onBlur}
        />
        {aside}
      </div>
      <p id={`${id}-said`} className="said" role={error ? "alert" : undefined}>
        {said}
      </p>
    </div>
  );
}
