import { useState } from "react";
import { useTexts } from "../i18n/i18n.ts";
import { Field } from "@pay200/shared/field.tsx";

export function PasswordField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  hint?: string;
  isNew?: boolean;
}) {
  const t = useTexts();
  const [shown, setShown] = useState(false);
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
      aside={
        <button
          type="button"
          className="input-button"
          aria-label={`${props.label} ${t(shown ? "password.hide" : "password.show")}`}
          onClick={() => setShown(!shown)}
        >
          {t(shown ? "password.hide" : "password.show")}
        </button>
      }
    />
  );
}
