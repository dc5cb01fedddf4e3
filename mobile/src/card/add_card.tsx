// What is typed here lives in this screen alone, and is gone with it.
import { useRef, useState, type FormEvent } from "react";
import { useTexts } from "../i18n/i18n.ts";
import { goBack } from "../navigation.ts";
import { choice } from "../pay/choice.ts";
import { Field } from "@pay200/shared/field.tsx";
import { Button, Screen } from "../ui/screen.tsx";
import { faultOf, saidOf } from "../account/said.ts";
import { brandName } from "./card_face.tsx";
import {
  brandOf,
  cvcLengthOf,
  digitsOf,
  expiryOf,
  expiryOfCard,
  groupsOf,
  isCardNumber,
  lengthsOf,
} from "./card_number.ts";
import { addCard, loadCards } from "./cards.ts";

type Faults = Partial<Record<"number" | "expiry" | "cvc" | "all", string>>;

/** The caret stays behind the digit it was behind, though the groups move. */
function keepCaret(input: HTMLInputElement, text: string, shape: (digits: string) => string) {
  const before = digitsOf(text.slice(0, input.selectionStart ?? text.length)).length;
  const shaped = shape(digitsOf(text));
  let at = 0;
  for (let seen = 0; at < shaped.length && seen < before; ++at) if (/\d/.test(shaped[at]!)) ++seen;
  requestAnimationFrame(() => {
    // The number may be whole, and the next field typed into.
    if (document.activeElement === input) input.setSelectionRange(at, at);
  });
  return shaped;
}

export function AddCard() {
  const t = useTexts();
  const [number, setNumber] = useState("");
  const [expiry, setExpiry] = useState("");
  const [cvc, setCvc] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Faults>({});
  const expiryInput = useRef<HTMLInputElement>(null);
  const cvcInput = useRef<HTMLInputElement>(null);

  const digits = digitsOf(number);
  const brand = brandOf(digits);
  const clear = (field: keyof Faults) => setWrong(({ [field]: _, all: __, ...rest }) => rest);

  const faults = (): Faults => ({
    ...(!isCardNumber(digits) && { number: t("addCard.numberWrong") }),
    ...(expiryOfCard(expiry, new Date()) === null && { expiry: t("addCard.expiryWrong") }),
    ...(cvc.length !== cvcLengthOf(brand) && { cvc: t("addCard.cvcWrong") }),
  });
  const complain = (field: "number" | "expiry" | "cvc", value: string) => {
    const fault = faults()[field];
    if (fault && value !== "") setWrong((before) => ({ ...before, [field]: fault }));
  };

  const typeNumber = (text: string, input: HTMLInputElement) => {
    clear("number");
    const typed = keepCaret(input, text, (all) => groupsOf(all.slice(0, 19)));
    setNumber(typed);
    // A whole number leads on to the next field; a wrong one says so.
    const now = digitsOf(typed);
    if (now.length !== lengthsOf(brandOf(now))[0]) return;
    if (isCardNumber(now)) expiryInput.current?.focus();
    else if (brandOf(now) !== "unknown")
      setWrong((before) => ({ ...before, number: t("addCard.numberWrong") }));
  };

  const typeExpiry = (text: string) => {
    clear("expiry");
    const erased = text.length < expiry.length;
    const typed = erased ? text : expiryOf(text);
    setExpiry(typed);
    if (!erased && expiryOfCard(typed, new Date()) !== null) cvcInput.current?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = faults();
    setWrong(found);
    if (Object.keys(found).length > 0 || busy) return;
    setBusy(true);
    const outcome = await addCard(digits, expiryOfCard(expiry, new Date())!, cvc);
    setBusy(false);
    if (outcome.kind === "done") {
      choice.set({ ...choice.get(), cardId: outcome.data.cardId });
      return goBack();
    }
    // The CVC is not sent twice without being typed twice.
    setCvc("");
    const code = outcome.kind === "refused" ? outcome.problem.code : null;
    const fault = faultOf(outcome);
    if (code === "INVALID_CARD_NUMBER" || code === "DUPLICATED_CARD" || fault === "number")
      setWrong({ number: saidOf(outcome, t) ?? "" });
    else if (code === "INVALID_CARD_EXPIRATION" || fault === "expiry")
      setWrong({ expiry: t("addCard.expiryWrong") });
    else if (fault === "cvc") setWrong({ cvc: t("addCard.cvcWrong") });
    else if (outcome.kind === "lost" || code === "OUTCOME_UNKNOWN") {
      setWrong({ all: t("addCard.lost") });
      void loadCards();
    } else setWrong({ all: saidOf(outcome, t) ?? "" });
  };

  return (
    <Screen title={t("addCard.title")} back className="entrance">
      <form onSubmit={(event) => void submit(event)} className="stack" noValidate>
        <Field
          label={t("addCard.number")}
          inputMode="numeric"
          autoComplete="cc-number"
          spellCheck={false}
          maxLength={23}
          placeholder="0000 0000 0000 0000"
          value={number}
          onChange={typeNumber}
          onBlur={() => complain("number", number)}
          error={wrong.number ?? null}
          aside={<span className="input-note">{brand === "unknown" ? "" : brandName(brand)}</span>}
        />
        <div className="pair">
          <Field
            label={t("addCard.expiry")}
            inputMode="numeric"
            autoComplete="cc-exp"
            maxLength={5}
            placeholder="MM/YY"
            value={expiry}
            inputRef={expiryInput}
            onChange={typeExpiry}
            onBlur={() => complain("expiry", expiry)}
            error={wrong.expiry ?? null}
          />
          <Field
            label={t("addCard.cvc")}
            type="password"
            inputMode="numeric"
            autoComplete="cc-csc"
            maxLength={cvcLengthOf(brand)}
            placeholder={brand === "amex" ? "0000" : "000"}
            value={cvc}
            inputRef={cvcInput}
            onChange={(text) => {
              clear("cvc");
              setCvc(digitsOf(text));
            }}
            onBlur={() => complain("cvc", cvc)}
            error={wrong.cvc ?? null}
            hint={t(brand === "amex" ? "addCard.cvcHintAmex" : "addCard.cvcHint")}
          />
        </div>
        <p className="said wrong" role="alert">
          {wrong.all}
        </p>
        <Button submit busy={busy}>
          {t(busy ? "addCard.busy" : "addCard.do")}
        </Button>
        <p className="small">{t("addCard.note")}</p>
      </form>
    </Screen>
  );
}
