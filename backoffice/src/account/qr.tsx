import { qrPath } from "@pay200/shared/qr_path.ts";
import { useMemo } from "react";

/** Black on white whatever the page's look: cameras want it so. */
export function Qr(props: { text: string; label: string }) {
  const { path, size } = useMemo(() => qrPath(props.text), [props.text]);
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={props.label}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}
