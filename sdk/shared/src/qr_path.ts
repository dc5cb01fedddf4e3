import { encode } from "uqr";

/** The quiet zone around a code, in modules; the standard wants four. */
const quiet = 4;

/** One path, a stroke for each run of dark modules, so that no hairlines show between them. */
export function qrPath(text: string): { path: string; size: number } {
  const { data, size } = encode(text, { ecc: "M", border: 0 });
  let path = "";
  data.forEach((row, y) => {
    for (let x = 0; x < size; ++x) {
      if (!row[x]) continue;
      const from = x;
      while (x + 1 < size && row[x + 1]) ++x;
      path += `M${from + quiet} ${y + quiet}h${x - from + 1}v1h-${x - from + 1}z`;
    }
  });
  return { path, size: size + 2 * quiet };
}
