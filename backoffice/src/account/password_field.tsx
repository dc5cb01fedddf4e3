import { Field } from "@pay200/shared/field.tsx";
import { useState, type Ref } from "react";
import { useTexts } from "../i18n/i18n.ts";

export function PasswordField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  hint?: string;
  isNew?: boolean;
  inputRef?: Ref<HTMLInputElement>;
}) {
  const t = useTexts();
  const [shown, setShown] = useState(false);
  const does = t(shown ? "password.hide" : "password.show");
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
