// Whom a page is about: the person, and the merchant whose page it is.
import { createContext, useContext } from "react";
import type { Account, Merchant } from "../api/client.ts";
import { may, type Right } from "./role.ts";

export interface Current {
  account: Account;
  merchant: Merchant;
}

export const CurrentContext = createContext<Current | null>(null);

export const useCurrent = (): Current => useContext(CurrentContext)!;
export const useMerchantId = (): string => useCurrent().merchant.mId;
export const useMay = (right: Right): boolean => may(useCurrent().merchant.role, right);
