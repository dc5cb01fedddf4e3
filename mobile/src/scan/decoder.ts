// Reads a QR code in a picture. The decoder is fetched from our own server, and only once a camera is opened.
import { prepareZXingModule, readBarcodes, type ReaderOptions } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";

// Without this it would ask a host of its own choice.
prepareZXingModule({ overrides: { locateFile: () => wasm } });

const options: ReaderOptions = {
  formats: ["QRCode"],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  maxNumberOfSymbols: 1,
};

/** What the code in the picture says; null: none is seen. */
export async function readQr(picture: ImageData | Blob): Promise<string | null> {
  const [code] = await readBarcodes(picture, options);
  return code?.isValid ? code.text : null;
}

/** Fetches the decoder, so that the first picture does not wait for it. */
export async function warmUp(): Promise<void> {
  await readQr(new ImageData(1, 1));
}
