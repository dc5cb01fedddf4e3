import { chooseLanguage, useLanguage, useTexts } from "../i18n/i18n.ts";
import { chooseLook, looks, useLook } from "../look.ts";
import { Segments } from "../ui/choice.tsx";

/** Language and look: this browser's, not the account's. */
export function Preferences() {
  const t = useTexts();
  const language = useLanguage();
  const look = useLook();
  return (
    <div className="preferences">
      <Segments
        label={t("preferences.language")}
        options={[
          { value: "ko", text: "한국어" },
          { value: "en", text: "English" },
        ]}
        value={language}
        onChange={(chosen) => void chooseLanguage(chosen)}
      />
      <Segments
        label={t("preferences.look")}
        options={looks.map((value) => ({ value, text: t(`preferences.${value}`) }))}
        value={look}
        onChange={chooseLook}
      />
    </div>
  );
}
