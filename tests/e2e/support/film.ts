// What a camera films: the picture of a shop's screen, as a file that Chromium plays as its camera.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { encode } from "uqr";

export interface Look {
  /** Degrees that the phone is turned. */
  turned: number;
  /** How far it is held aslant: 0 is straight. */
  aslant: number;
  /** Pixels. */
  blur: number;
  /** 1: black on white. */
  contrast: number;
  /** How much of the picture's height the shop's window takes: more than 1, and only its middle is seen. */
  size: number;
}

/** Each is a film: a hand does not hold still. */
export const straight: Look[] = [{ turned: 0, aslant: 0, blur: 0, contrast: 1, size: 0.9 }];
export const hard: Look[] = [-2, -1, 0, 1, 2].map((hand) => ({
  turned: 24 + 3 * hand,
  aslant: 0.3 + 0.03 * hand,
  blur: 2 + 0.2 * hand,
  contrast: 0.3,
  size: 1.3 + 0.02 * hand,
}));

/** A code that says this, PNG. */
export async function code(page: Page, text: string): Promise<Buffer> {
  const { data, size } = encode(text, { border: 4 });
  const drawn = await page.evaluate(
    ({ data, size }) => {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = size * 8;
      const drawing = canvas.getContext("2d")!;
      data.forEach((row, y) =>
        row.forEach((dark, x) => {
          drawing.fillStyle = dark ? "#000" : "#fff";
          drawing.fillRect(x * 8, y * 8, 8, 8);
        }),
      );
      return canvas.toDataURL("image/png");
    },
    { data, size },
  );
  return Buffer.from(drawn.split(",")[1]!, "base64");
}

/** One frame, 1280×720, as JPEG; drawn by the browser of `page`. */
export async function frame(page: Page, picture: Buffer, look: Look): Promise<Buffer> {
  const drawn = await page.evaluate(
    async ({ source, look: { turned, aslant, blur, contrast, size } }) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = 1280;
      canvas.height = 720;
      const drawing = canvas.getContext("2d")!;
      drawing.fillStyle = "#6d7278";
      drawing.fillRect(0, 0, 1280, 720);
      drawing.filter = `blur(${blur}px) contrast(${contrast}) brightness(0.9)`;
      drawing.translate(640, 360);
      drawing.transform(1, aslant / 2, -aslant, 1 - aslant / 3, 0, 0);
      drawing.rotate((turned * Math.PI) / 180);
      const scale = (720 * size) / Math.max(image.width, image.height);
      drawing.scale(scale, scale);
      drawing.drawImage(image, -image.width / 2, -image.height / 2);
      return canvas.toDataURL("image/jpeg", 0.85);
    },
    { source: `data:image/png;base64,${picture.toString("base64")}`, look },
  );
  return Buffer.from(drawn.split(",")[1]!, "base64");
}

/** A film that shows these frames again and again. */
export function film(frames: Buffer[]): { file: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "pay200-film-"));
  const file = join(folder, "film.mjpeg");
  writeFileSync(file, Buffer.concat(frames));
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
