import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { qrPath } from "./qr_path.ts";

// Without it the decoder would ask another host for its wasm.
const wasm = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm).buffer as ArrayBuffer } });

const url = `https://pay.example/app/#qr=qrt_${"0g7k2m1q06".repeat(6)}`;

/** The path's rectangles, as pixels. */
function painted(text: string, scale: number): ImageData {
  const { path, size } = qrPath(text);
  const width = size * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = +y! * scale; row < (+y! + 1) * scale; ++row) {
      for (let at = +x! * scale; at < (+x! + +run!) * scale; ++at)
        data.fill(0, (row * width + at) * 4, (row * width + at) * 4 + 3);
    }
  }
  return { data, width, height: width, colorSpace: "srgb" } as ImageData;
}

test("the path that is drawn is the code of the address, with its quiet zone", async () => {
  const codes = await readBarcodes(painted(url, 4), { formats: ["QRCode"] });
  expect(codes.map((code) => code.text)).toEqual([url]);
  const { path, size } = qrPath(url);
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)/g)) {
    expect(Math.min(+x!, +y!)).toBeGreaterThanOrEqual(4);
    expect(+x! + +run!).toBeLessThanOrEqual(size - 4);
  }
});
