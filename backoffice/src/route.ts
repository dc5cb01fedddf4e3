// Where in the back office one is: the address's fragment, so that nothing of it - a customer's name that is
// searched for, a payment's key - reaches a server's log.
import type { Range } from "./day.ts";
import { noRange, parseRange, rangeQuery } from "./settlement/settlement_query.ts";
import { filterQuery, parseFilter, type Filter } from "./transaction/filter.ts";

export const overviewDays = [1, 7, 30, 90] as const;
export type OverviewDays = (typeof overviewDays)[number];
export const webhookStatuses = ["PENDING", "DELIVERED", "FAILED"] as const;
export type WebhookStatus = (typeof webhookStatuses)[number];

export type Page =
  | { name: "overview"; days: OverviewDays }
  | { name: "transactions"; filter: Filter; cursor: string | null }
  | { name: "payment"; key: string }
  | { name: "settlements"; range: Range; after: string | null }
  | { name: "settlement"; id: string }
  | { name: "keys" }
  | { name: "origins" }
  | { name: "webhooks" }
  | {
      name: "deliveries";
      endpoint: string | null;
      status: WebhookStatus | null;
      after: string | null;
    }
  | { name: "delivery"; id: string }
  | { name: "members" }
  | { name: "profile" };

/** merchant null: whichever was last, or is first. page null: there is no such page. */
export interface Route {
  merchant: string | null;
  page: Page | null;
}

const home = { name: "overview", days: 7 } as const satisfies Page;

const written = (params: Record<string, string | undefined>): string => {
  const given = Object.entries(params).filter(
    (one): one is [string, string] => one[1] !== undefined,
  );
  const text = new URLSearchParams(given).toString();
  return text === "" ? "" : `?${text}`;
};

function pathOf(page: Page): string {
  switch (page.name) {
    case "overview":
      return page.days === home.days ? "" : `?days=${page.days}`;
    case "transactions":
      return `/transactions${written({ ...filterQuery(page.filter), cursor: page.cursor ?? undefined })}`;
    case "payment":
      return `/payments/${page.key}`;
    case "settlements":
      return `/settlements${written({ ...rangeQuery(page.range), after: page.after ?? undefined })}`;
    case "settlement":
      return `/settlements/${page.id}`;
    case "deliveries":
      return `/deliveries${written({
        endpoint: page.endpoint ?? undefined,
        status: page.status ?? undefined,
        after: page.after ?? undefined,
      })}`;
    case "delivery":
      return `/deliveries/${page.id}`;
    default:
      return `/${page.name}`;
  }
}

export const addressOf = (merchant: string, page: Page): string => `#/${merchant}${pathOf(page)}`;

const matching = (text: string | null, pattern: RegExp): string | null =>
  text !== null && pattern.test(text) ? text : null;

function parsePage(path: string, params: URLSearchParams): Page | null {
  const [noun, id, ...more] = path.split("/").filter((part) => part !== "");
  if (more.length > 0) return null;
  if (id !== undefined) {
    if (noun === "payments" && /^pay_[0-9a-z]+$/.test(id)) return { name: "payment", key: id };
    if (noun === "settlements" && /^stl_[0-9a-z]{34}$/.test(id)) return { name: "settlement", id };
    if (noun === "deliveries" && /^msg_[0-9a-z]+$/.test(id)) return { name: "delivery", id };
    return null;
  }
  switch (noun) {
    case undefined: {
      const days = Number(params.get("days"));
      return { name: "overview", days: overviewDays.find((one) => one === days) ?? 7 };
    }
    case "transactions":
      return {
        name: "transactions",
        filter: parseFilter(params),
        cursor: matching(params.get("cursor"), /^(newer|older)_[0-9a-z]{26}$/),
      };
    case "settlements":
      return {
        name: "settlements",
        range: parseRange(params),
        after: matching(params.get("after"), /^stl_[0-9a-z]{34}$/),
      };
    case "deliveries": {
      const status = params.get("status");
      return {
        name: "deliveries",
        endpoint: matching(params.get("endpoint"), /^whe_[0-9a-z]{26}$/),
        status: webhookStatuses.find((one) => one === status) ?? null,
        after: matching(params.get("after"), /^msg_[0-9a-z]{34}$/),
      };
    }
    case "keys":
    case "origins":
    case "webhooks":
    case "members":
    case "profile":
      return { name: noun };
    default:
      return null;
  }
}

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?", 2);
  if (path === "" || path === "/") return { merchant: null, page: home };
  const found = /^\/(mer_[0-9a-z]{8})(\/.*)?$/.exec(path);
  if (!found) return { merchant: null, page: null };
  return { merchant: found[1]!, page: parsePage(found[2] ?? "", new URLSearchParams(query)) };
}

/** What stays when one goes over to another merchant: what names nothing of the first. */
export function elsewhere(page: Page | null): Page {
  switch (page?.name) {
    case "transactions":
      return { ...page, cursor: null };
    case "payment":
    case undefined:
      return home;
    case "settlements":
    case "settlement":
      return { name: "settlements", range: noRange, after: null };
    case "deliveries":
    case "delivery":
      return { name: "webhooks" };
    default:
      return page!;
  }
}
