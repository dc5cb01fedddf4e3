// Reads a QR code in a picture. The decoder is fetched from our own server, and only once a camera films or a
// picture is chosen.
import {
  prepareZXingModule,
  purgeZXingModule,
  readBarcodes,
  type ReaderOptions,
} from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm?url";

// Without this it would ask a host of its own choice. The same object each time: the same decoder.
const overrides = { locateFile: () => wasm };

const options: ReaderOptions = {
  formats: ["QRCode"],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  maxNumberOfSymbols: 1,
};

/** What the code in the picture says; null: none is seen. */
export async function readQr(picture: ImageData): Promise<string | null> {
  try {
    prepareZXingModule({ overrides });
    const [code] = await readBarcodes(picture, options);
    return code?.isValid ? code.text : null;
  } catch (thrown) {
    // A decoder that could not be fetched would be remembered as such: the next picture asks anew.
    purgeZXingModule();
    throw thrown;
  }
}

/** Fetches the decoder, so that the first picture does not wait for it. */
export async function warmUp(): Promise<void> {
  await readQr(new ImageData(1, 1));
}
