import type { components } from "../../../sdk/shared/build/api.ts";
import { connectGateway } from "@pay200/shared/gateway.ts";
import { language } from "../i18n/i18n.ts";

type Schemas = components["schemas"];
export type Payment = Schemas["ShopperPayment"];
export type Card = Schemas["Card"];
export type Account = Schemas["Account"];
export type Passkey = Schemas["Passkey"];
export type Receipt = Schemas["Receipt"];
export type HistoryEntry = Schemas["HistoryEntry"];
export type { ErrorCode, Outcome, Problem } from "@pay200/shared/gateway.ts";

export const { client, ask, onSessionEnded, sessionBegan } = connectGateway(language);
