// Money goes back in two steps: how much and why, then once more what will happen.
import { Field } from "@pay200/shared/field.tsx";
import { won } from "@pay200/shared/money.ts";
import { useState } from "react";
import { useCurrent } from "../account/current.ts";
import { afterwards } from "../api/afterwards.ts";
import { ask, client, type Outcome, type Payment } from "../api/client.ts";
import { saidOf } from "../api/said.ts";
import { useLanguage, useTexts } from "../i18n/i18n.ts";
import { Amount } from "../ui/amount.tsx";
import { Button } from "../ui/button.tsx";
import { Choices } from "../ui/choice.tsx";
import { Dialog, Said } from "../ui/dialog.tsx";
import { Facts, Notice } from "../ui/page.tsx";
import { toast } from "../ui/toast.tsx";
import { amountFault, amountTyped, giveBackOf, newTry, parseAmount, type Try } from "./refund.ts";

const longestReason = 200;
const reasons = [
  "back.reasonMind",
  "back.reasonStock",
  "back.reasonFault",
  "back.reasonTwice",
] as const;

export function RefundDialog(props: { payment: Payment; onDone: () => void; onClose: () => void }) {
  const t = useTexts();
  const language = useLanguage();
  const { merchant } = useCurrent();
  // As it was when one began: what is decided on is what was seen.
  const [seen, setSeen] = useState(props.payment);
  const { balanceAmount: balance, paymentKey, orderName } = seen;
  const unpaid = giveBackOf(seen) === "unpaid";
  const partly = !unpaid && seen.isPartialCancelable && balance > 1;

  const [how, setHow] = useState<"all" | "part">("all");
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState<{ amount?: string; reason?: string }>({});
  /** What is about to be done, or is being tried. */
  const [wish, setWish] = useState<Try | null>(null);
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null);
  const [busy, setBusy] = useState(false);
  const amount = how === "part" ? parseAmount(typed) : balance;
  /** Until an answer says otherwise, whatever comes in between. */
  const [uncertain, setUncertain] = useState(false);

  const goOn = () => {
    const fault = amountFault(amount, balance);
    const why = reason.trim();
    const faults = {
      ...(fault && {
        amount: t(fault === "missing" ? "back.amountMissing" : "back.amountTooMuch", {
          balance: won(balance, language),
        }),
      }),
      ...(why === "" && { reason: t("back.reasonMissing") }),
    };
    setWrong(faults);
    if (Object.keys(faults).length > 0 || amount === null) return;
    setOutcome(null);
    setWish(newTry({ amount, reason: why, balance }));
  };

  const doIt = async (wish: Try) => {
    if (busy) return;
    setBusy(true);
    const answer = await ask(
      client.POST("/backoffice/v1/merchants/{mId}/payments/{paymentKey}/cancel", {
        params: {
          path: { mId: merchant.mId, paymentKey },
          header: { "Idempotency-Key": wish.idempotencyKey },
        },
        body: unpaid
          ? { cancelReason: wish.reason }
          : { cancelReason: wish.reason, cancelAmount: wish.amount, currentBalance: wish.balance },
      }),
    );
    setBusy(false);
    setOutcome(answer);
    const then = afterwards(answer, uncertain);
    setUncertain(then === "again");
    // What the page showed may be why it was refused.
    if (then !== "again") props.onDone();
    if (then !== "settled") return;
    const certain = answer.kind === "done" && answer.status === 200;
    toast(t(certain ? (unpaid ? "back.canceled" : "back.done") : "back.onItsWay"));
    props.onClose();
  };

  if (wish === null)
    return (
      <Dialog
        key="wish"
        title={t(unpaid ? "back.titleUnpaid" : "back.title")}
        onClose={props.onClose}
        onSubmit={goOn}
        actions={
          <>
            <Button onClick={props.onClose}>{t("close")}</Button>
            <Button submit kind="primary">
              {t("back.next")}
            </Button>
          </>
        }
      >
        <p className="soft">{unpaid ? t("back.noteUnpaid") : orderName}</p>
        {partly ? (
          <Choices
            label={t("back.howMuch")}
            options={[
              { value: "all", text: t("back.all"), note: <Amount of={balance} /> },
              { value: "part", text: t("back.part") },
            ]}
            value={how}
            onChange={setHow}
          />
        ) : null}
        {how === "part" ? (
          <div className="amount-field">
            <Field
              label={t("back.amount")}
              inputMode="numeric"
              autoComplete="off"
              placeholder="0"
              value={typed}
              error={wrong.amount ?? null}
              hint={t("back.left", {
                left: won(Math.max(0, balance - (amount ?? 0)), language),
              })}
              aside={<span className="unit">{t("back.unit")}</span>}
              onChange={(text) => {
                setTyped(amountTyped(text));
                setWrong(({ reason }) => (reason === undefined ? {} : { reason }));
              }}
            />
          </div>
        ) : null}
        <Field
          label={t("back.reason")}
          autoComplete="off"
          maxLength={longestReason}
          value={reason}
          error={wrong.reason ?? null}
          onChange={(text) => {
            setReason(text);
            setWrong(({ amount }) => (amount === undefined ? {} : { amount }));
          }}
        />
        <div className="row wraps" role="group" aria-label={t("back.reasons")}>
          {reasons.map((key) => (
            <button key={key} type="button" className="chip" onClick={() => setReason(t(key))}>
              {t(key)}
            </button>
          ))}
        </div>
      </Dialog>
    );

  return (
    <Dialog
      // Another dialog, not this one with other words: the focus, and a key that is held, are not on "do it".
      key="sure"
      title={t(unpaid ? "back.sureUnpaid" : "back.sure", { amount: won(wish.amount, language) })}
      onClose={busy || uncertain ? null : props.onClose}
      holds={busy || uncertain}
      onSubmit={() => void doIt(wish)}
      actions={
        uncertain ? (
          <>
            <Button
              onClick={() => {
                props.onDone();
                props.onClose();
              }}
            >
              {t("back.look")}
            </Button>
            <Button submit kind="primary" busy={busy}>
              {t("back.askAgain")}
            </Button>
          </>
        ) : (
          <>
            <Button
              disabled={busy}
              onClick={() => {
                setSeen(props.payment);
                setWish(null);
              }}
            >
              {t("back.change")}
            </Button>
            <Button submit kind="danger" busy={busy}>
              {unpaid ? t("back.doUnpaid") : t("back.do", { amount: won(wish.amount, language) })}
            </Button>
          </>
        )
      }
    >
      <Facts
        of={[
          [t("back.item"), orderName],
          unpaid ? null : [t("back.amount"), <Amount key="a" of={wish.amount} />],
          unpaid
            ? null
            : [t("back.afterwards"), <Amount key="a" of={wish.balance - wish.amount} />],
          [t("back.reason"), wish.reason],
          [t("mode"), t(`mode.${merchant.mode}`)],
        ]}
      />
      {uncertain ? (
        <div role="alert">
          <Notice>{t("back.uncertain")}</Notice>
        </div>
      ) : (
        <>
          {unpaid ? null : <p className="note small">{t("back.noWayBack")}</p>}
          <Said text={outcome && saidOf(outcome, t)} />
        </>
      )}
    </Dialog>
  );
}
