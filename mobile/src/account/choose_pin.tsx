import { useState } from "react";
import { useTexts } from "../i18n/i18n.ts";
import { useLayer } from "../navigation.ts";
import { PinPad } from "../ui/pin_pad.tsx";
import { Screen } from "../ui/screen.tsx";
import { isEasyPin } from "./pin_rules.ts";

/** A new payment PIN, entered twice. */
export function ChoosePin(props: {
  error?: string | null;
  busy: boolean;
  onBack: () => void;
  onChosen: (pin: string) => void;
}) {
  const t = useTexts();
  const [first, setFirst] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);

  const enter = (pin: string) => {
    setWrong(null);
    if (first === null) {
      if (isEasyPin(pin)) setWrong(t("pin.easy"));
      else setFirst(pin);
      return;
    }
    setFirst(null);
    if (pin === first) props.onChosen(pin);
    else setWrong(t("pin.different"));
  };

  const repeats = first !== null;
  useLayer(repeats, () => setFirst(null));
  return (
    <Screen
      key={repeats ? "repeat" : "new"}
      title={t(repeats ? "pin.repeat" : "pin.new")}
      className="pin-screen"
      back={repeats ? () => setFirst(null) : props.onBack}
    >
      <p className="note">{t(repeats ? "pin.repeatNote" : "pin.newNote")}</p>
      <PinPad
        key={repeats ? "repeat" : "new"}
        label={t("pin.pad")}
        busy={props.busy}
        error={wrong ?? (repeats ? null : (props.error ?? null))}
        onDone={enter}
      />
    </Screen>
  );
}
