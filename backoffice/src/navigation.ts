import { connectNavigation } from "@pay200/shared/navigation.ts";
import { parseRoute } from "./route.ts";

export const { useRoute, currentRoute, go, goInstead } = connectNavigation(parseRoute);
