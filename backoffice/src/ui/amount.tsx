import { won } from "@pay200/shared/money.ts";
import { useLanguage } from "../i18n/i18n.ts";

/** "12,300원"; what went back has a minus. */
export function Amount(props: { of: number; minus?: boolean }) {
  const language = useLanguage();
  const negative = props.minus || props.of < 0;
  return (
    <span className="digits">
      {negative && props.of !== 0 ? "−" : ""}
      {won(Math.abs(props.of), language)}
    </span>
  );
}
