/** What a payment's QR code holds: the app's own address, with the payment's token in the fragment. */
const token = /^qrt_[0-9a-hjkmnp-tv-z]{60}$/;

/** The token in what a camera has read or a person has pasted; null: it is no code of this gateway. */
export function qrTokenOf(text: string, origin: string): string | null {
  const read = text.trim();
  if (token.test(read)) return read;
  const url = parsed(read);
  if (url?.origin !== origin || url.pathname !== "/app/") return null;
  const given = url.hash.replace(/^#qr=/, "");
  return token.test(given) ? given : null;
}

/** URL.canParse is younger than the phones that are about. */
function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
