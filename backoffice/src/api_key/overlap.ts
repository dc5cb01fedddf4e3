/** How many hours an old key, or an old secret, goes on beside its successor. */
export const overlaps = ["0", "1", "24", "72", "168"] as const;
export type Overlap = (typeof overlaps)[number];
