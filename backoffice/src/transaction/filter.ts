// Which transactions are shown: in the address, so that a view can be shared and come back to.
import { dayOf, isDay, type Range } from "../day.ts";
import type { Transaction, TransactionType } from "../api/client.ts";

export interface Filter extends Range {
  search: string;
  type: TransactionType | null;
}

export const noFilter: Filter = { search: "", from: null, to: null, type: null };

export const transactionTypes = ["PAYMENT", "CANCEL", "REFUND"] as const;

/** What the gateway takes. */
export const longestSearch = 100;

const isType = (text: string | null): text is TransactionType =>
  transactionTypes.some((type) => type === text);

/** Of an address that anybody may have written: what is not valid is left out. */
export function parseFilter(params: URLSearchParams): Filter {
  const day = (name: string) => {
    const text = params.get(name);
    return text !== null && isDay(text) ? text : null;
  };
  const [from, to] = [day("from"), day("to")];
  const type = params.get("type");
  const turned = from !== null && to !== null && from > to;
  return {
    search: [...(params.get("search") ?? "").trim()].slice(0, longestSearch).join(""),
    from: turned ? to : from,
    to: turned ? from : to,
    type: isType(type) ? type : null,
  };
}

/** As the gateway and the address both name them; nothing that is not set. */
export function filterQuery(filter: Filter): {
  search?: string;
  from?: string;
  to?: string;
  type?: TransactionType;
} {
  const search = filter.search.trim();
  return {
    ...(search !== "" && { search }),
    ...(filter.from !== null && { from: filter.from }),
    ...(filter.to !== null && { to: filter.to }),
    ...(filter.type !== null && { type: filter.type }),
  };
}

export const isFiltered = (filter: Filter): boolean => Object.keys(filterQuery(filter)).length > 0;

/** Whether the gateway would list it under this filter: for those that arrive while it is shown. */
export function matches(filter: Filter, transaction: Transaction): boolean {
  const { search, from, to, type } = filterQuery(filter);
  if (type !== undefined && transaction.type !== type) return false;
  const day = dayOf(new Date(transaction.transactedAt));
  if (from !== undefined && day < from) return false;
  if (to !== undefined && day > to) return false;
  if (search === undefined) return true;
  const wanted = search.toLowerCase();
  return [transaction.customerName, transaction.orderName, transaction.orderId].some((text) =>
    text?.toLowerCase().includes(wanted),
  );
}
