/** The origin of an address as it was typed or pasted: "shop.example/cart" → "https://shop.example". */
export function originOf(text: string): string | null {
  const typed = text.trim();
  if (typed === "") return null;
  try {
    const url = new URL(typed.includes("://") ? typed : `https://${typed}`);
    const isWeb = url.protocol === "https:" || url.protocol === "http:";
    return isWeb && url.username === "" && url.password === "" ? url.origin : null;
  } catch {
    return null;
  }
}
