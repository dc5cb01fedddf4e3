import { connectNavigation } from "@pay200/shared/navigation.ts";
import { parseRoute } from "./route.ts";

export { keptToken, useLayer } from "@pay200/shared/navigation.ts";
export const { useRoute, currentRoute, onRoute, go, goInstead, goBack } =
  connectNavigation(parseRoute);
