export const inThrees = (count: number): string => count.toLocaleString("en-US");
