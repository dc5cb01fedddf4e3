// The menu: a row for each place, where somebody may go there. Disputes get theirs here, their page in route.ts and
// their screen in app.tsx.
import type { Right } from "./account/role.ts";
import type { Key } from "./i18n/i18n.ts";
import { noRange } from "./settlement/settlement_query.ts";
import { noFilter } from "./transaction/filter.ts";
import type { Page } from "./route.ts";
import type { IconName } from "./ui/icon.tsx";

export interface Place {
  text: Key;
  icon: IconName;
  page: Page;
  /** Those that are shown under it. */
  holds: readonly Page["name"][];
  right: Right;
}

export const places: readonly { text: Key; places: readonly Place[] }[] = [
  {
    text: "menu.payments",
    places: [
      {
        text: "overview.title",
        icon: "overview",
        page: { name: "overview", days: 7 },
        holds: ["overview"],
        right: "read",
      },
      {
        text: "tx.title",
        icon: "list",
        page: { name: "transactions", filter: noFilter, cursor: null },
        holds: ["transactions", "payment"],
        right: "read",
      },
      {
        text: "settle.title",
        icon: "won",
        page: { name: "settlements", range: noRange, after: null },
        holds: ["settlements", "settlement"],
        right: "read",
      },
    ],
  },
  {
    text: "menu.integration",
    places: [
      { text: "keys.title", icon: "key", page: { name: "keys" }, holds: ["keys"], right: "read" },
      {
        text: "origins.title",
        icon: "globe",
        page: { name: "origins" },
        holds: ["origins"],
        right: "read",
      },
      {
        text: "hooks.title",
        icon: "webhook",
        page: { name: "webhooks" },
        holds: ["webhooks", "deliveries", "delivery"],
        right: "read",
      },
    ],
  },
  {
    text: "menu.settings",
    places: [
      {
        text: "members.title",
        icon: "people",
        page: { name: "members" },
        holds: ["members"],
        right: "members",
      },
    ],
  },
];
