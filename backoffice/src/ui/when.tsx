import { receiptTime } from "@pay200/shared/when.ts";

/** A moment in Seoul: the same width in every row. */
export function When({ at }: { at: string | null }) {
  if (at === null) return <span className="none">–</span>;
  return (
    <time dateTime={at} className="digits">
      {receiptTime(at)}
    </time>
  );
}
