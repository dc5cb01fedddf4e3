import {
  PasswordField as Shared,
  type PasswordFieldGiven,
} from "@pay200/shared/password_field.tsx";
import { useTexts } from "../i18n/i18n.ts";

export function PasswordField(props: PasswordFieldGiven) {
  const t = useTexts();
  return <Shared {...props} show={t("password.show")} hide={t("password.hide")} />;
}
