import type { Card } from "../api/client.ts";
import { useTexts } from "../i18n/i18n.ts";
import { lastFour } from "./cards.ts";

const names: Record<string, string> = {
  visa: "Visa",
  mastercard: "Mastercard",
  amex: "American Express",
  jcb: "JCB",
  diners: "Diners Club",
  discover: "Discover",
  unionpay: "UnionPay",
};

export const brandName = (brand: string): string => names[brand] ?? "Card";

/** The card as it lies in the wallet. */
export function CardFace({ card }: { card: Card }) {
  const t = useTexts();
  return (
    <a className={`face ${card.brand}`} href="#/cards">
      <span className="face-top">
        <span>{brandName(card.brand)}</span>
        {card.isDefault ? <span>{t("home.defaultCard")}</span> : null}
      </span>
      <span className="face-chip" />
      <span className="face-number">
        <span aria-hidden="true">•••• •••• •••• </span>
        {lastFour(card)}
      </span>
    </a>
  );
}

export function EmptyCard({ loading, empty }: { loading: boolean; empty: boolean }) {
  const t = useTexts();
  if (!empty)
    return <div className={loading ? "face ghost" : "face ghost still"} aria-hidden="true" />;
  return (
    <a className="face none" href="#/cards/new">
      {t("home.noCard")}
    </a>
  );
}

/** One card in a row: "Visa •••• 4242". */
export function CardLine({
  card,
  note,
}: {
  card: Pick<Card, "brand" | "number">;
  note?: string | null;
}) {
  const t = useTexts();
  return (
    <span className="card-line">
      <span className={`thumb ${card.brand}`} aria-hidden="true" />
      <span className="card-words">
        <span aria-hidden="true">
          {brandName(card.brand)} <span className="digits">•••• {lastFour(card)}</span>
        </span>
        <span className="unseen">
          {t("cards.ending", { brand: brandName(card.brand), digits: lastFour(card) })}
        </span>
        {note ? <span className="small">{note}</span> : null}
      </span>
    </span>
  );
}
