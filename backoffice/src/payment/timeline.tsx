import type { Payment } from "../api/client.ts";
import { useTexts, type Key } from "../i18n/i18n.ts";
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
  partially_canceled: "note",
  canceled: "note",
  expired: "note",
};

/** Of a gateway that is newer than this page: by its own name. */
const textOf = (event: string, t: (key: Key) => string): string => {
  const key = `event.${event}`;
  const text = t(key as Key);
  return text === key ? event : text;
};

/** Newest first: how it stands now is what is looked for. */
export function Timeline({ of }: { of: Payment["timeline"] }) {
  const t = useTexts();
  return (
    <ol className="timeline" reversed>
      {[...of].reverse().map(({ at, event }, place) => (
        <li key={of.length - place} className={tones[event]}>
          <span className="timeline-what">{textOf(event, t)}</span>
          <When at={at} />
        </li>
      ))}
    </ol>
  );
}
