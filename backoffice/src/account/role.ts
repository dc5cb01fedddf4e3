import type { Role } from "../api/client.ts";

/** What is behind a role, as the gateway decides it (docs/backoffice.md); here only for what is shown. */
export type Right = "read" | "manage" | "members";

const rights: Record<Role, readonly Right[]> = {
  viewer: ["read"],
  manager: ["read", "manage"],
  owner: ["read", "manage", "members"],
};

export const may = (role: Role, right: Right): boolean => rights[role].includes(right);
