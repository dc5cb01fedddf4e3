export type Language = "ko" | "en";

/** 12300 → "12,300원", in English "₩12,300". */
export function won(amount: number, language: Language): string {
  const digits = amount.toLocaleString("en-US");
  return language === "ko" ? `${digits}원` : `₩${digits}`;
}
