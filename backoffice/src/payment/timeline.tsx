import type { Payment } from "../api/client.ts";
import { useTexts, type Key } from "../i18n/i18n.ts";
import { ko } from "../i18n/ko.ts";
import { When } from "../ui/when.tsx";

const tones: Record<string, "good" | "bad" | "note"> = {
  approved: "good",
  declined: "bad",
  aborted: "bad",
  cancel_refused: "bad",
  alarm: "bad",
  unknown: "note",
  refund_unknown: "note",
  late_approval: "note",
  canceled: "note",
  expired: "note",
};

const isKnown = (key: string): key is Key => Object.hasOwn(ko, key);

/** Newest first: how it stands now is what is looked for. */
export function Timeline({ of }: { of: Payment["timeline"] }) {
  const t = useTexts();
  return (
    <ol className="timeline" reversed>
      {[...of].reverse().map(({ at, event }, place) => {
        const key = `event.${event}`;
        return (
          <li key={of.length - place} className={tones[event]}>
            <span className="timeline-what">{isKnown(key) ? t(key) : event}</span>
            <When at={at} />
          </li>
        );
      })}
    </ol>
  );
}
