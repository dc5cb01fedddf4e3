import { qrPath } from "@pay200/shared/qr_path.ts";
import { svg } from "./dom.ts";

export function qrPicture(text: string, label: string): SVGSVGElement {
  const { path, size } = qrPath(text);
  const picture = svg(`0 0 ${size} ${size}`, "qr", path);
  picture.setAttribute("shape-rendering", "crispEdges");
  picture.setAttribute("role", "img");
  picture.removeAttribute("aria-hidden");
  picture.setAttribute("aria-label", label);
  return picture;
}
