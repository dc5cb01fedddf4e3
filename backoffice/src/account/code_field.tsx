import { Field } from "@pay200/shared/field.tsx";
import { useTexts } from "../i18n/i18n.ts";

/** Once, when it is there: the same function at each drawing is not called anew. */
export const focus = (input: HTMLInputElement | null): void => input?.focus();

/** Six digits of an authenticator app. */
export function CodeField(props: {
  value: string;
  error: string | null;
  onChange: (code: string) => void;
  quiet?: boolean;
}) {
  const t = useTexts();
  return (
    <div className="code-field">
      <Field
        label={t("totp.code")}
        inputMode="numeric"
        autoComplete="one-time-code"
        spellCheck={false}
        maxLength={7}
        placeholder="000000"
        value={props.value}
        error={props.error}
        onChange={(typed) => props.onChange(typed.replace(/\D/g, "").slice(0, 6))}
        {...(props.quiet ? {} : { inputRef: focus })}
      />
    </div>
  );
}
