/** Why there is no picture. */
export type CameraFailure = "refused" | "none" | "busy";

export async function openCamera(): Promise<MediaStream | CameraFailure> {
  // A page that is not on a secure origin has none.
  if (!("mediaDevices" in navigator)) return "none";
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
    });
  } catch (thrown) {
    const name = thrown instanceof DOMException ? thrown.name : "";
    if (name === "NotAllowedError" || name === "SecurityError") return "refused";
    return name === "NotFoundError" || name === "OverconstrainedError" ? "none" : "busy";
  }
}

export function closeCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** A light beside the lens, as far as the phone has one that a page may switch. */
export const hasTorch = (stream: MediaStream): boolean => {
  const [track] = stream.getVideoTracks();
  return Boolean((track?.getCapabilities?.() as { torch?: boolean } | undefined)?.torch);
};

export async function switchTorch(stream: MediaStream, on: boolean): Promise<void> {
  const [track] = stream.getVideoTracks();
  await track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
}

/** Enough to read a code by, and little enough for a slow phone. */
const longestSide = 1280;

/** The camera's picture as it is now; null: there is none yet. */
export const grab = (video: HTMLVideoElement, canvas: HTMLCanvasElement): ImageData | null =>
  drawn(video, video.videoWidth, video.videoHeight, canvas);

/** Whatever picture the browser can show. Throws where it cannot. */
export async function pictureIn(file: File): Promise<ImageData | null> {
  const picture = await createImageBitmap(file);
  const canvas = document.createElement("canvas");
  const found = drawn(picture, picture.width, picture.height, canvas);
  picture.close();
  return found;
}

function drawn(
  picture: CanvasImageSource,
  width: number,
  height: number,
  canvas: HTMLCanvasElement,
): ImageData | null {
  if (!width || !height) return null;
  const scale = Math.min(1, longestSide / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  if (!drawing) return null;
  drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return drawing.getImageData(0, 0, canvas.width, canvas.height);
}
