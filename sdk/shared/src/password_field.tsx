import { useState, type Ref } from "react";
import { Field } from "./field.tsx";

export interface PasswordFieldGiven {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  hint?: string;
  isNew?: boolean;
  inputRef?: Ref<HTMLInputElement>;
}

/** A password, which its button shows and hides. */
export function PasswordField(props: PasswordFieldGiven & { show: string; hide: string }) {
  const [shown, setShown] = useState(false);
  const does = shown ? props.hide : props.show;
  return (
    <Field
      label={props.label}
      type={shown ? "text" : "password"}
      autoComplete={props.isNew ? "new-password" : "current-password"}
      autoCapitalize="none"
      spellCheck={false}
      maxLength={128}
      value={props.value}
      onChange={props.onChange}
      error={props.error ?? null}
      {...(props.hint ? { hint: props.hint } : {})}
      {...(props.inputRef ? { inputRef: props.inputRef } : {})}
      aside={
        <button
          type="button"
          className="input-button"
          aria-label={`${props.label} ${does}`}
          onClick={() => setShown(!shown)}
        >
          {does}
        </button>
      }
    />
  );
}
