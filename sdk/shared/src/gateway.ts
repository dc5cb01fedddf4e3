// The gateway, as a page of ours asks it. The session is a cookie that scripts cannot read.
import createClient from "openapi-fetch";
import type { Readable } from "openapi-typescript-helpers";
import type { components, paths } from "../build/api.ts";
import type { Language } from "./money.ts";

export type { Readable };
export type Problem = components["schemas"]["Problem"];
export type ErrorCode = components["schemas"]["ErrorCode"];

/**
 * What became of a request. `lost`: no answer came, so that of one with an effect nobody knows whether it
 * took place.
 */
export type Outcome<T> =
  | { kind: "done"; data: T; status: number; at: number }
  | { kind: "refused"; problem: Problem }
  | { kind: "lost" };

/** Longer than nginx waits for the gateway; what is only looked at is asked for again before that. */
const patienceMs = 50_000;
const patienceToLookMs = 10_000;

const isProblem = (value: unknown): value is Problem =>
  typeof value === "object" && value !== null && "code" in value && "message" in value;

export function connectGateway(language: () => Language) {
  const client = createClient<paths>({
    baseUrl: location.origin,
    cache: "no-store",
    fetch: (request) => {
      const ms = request.method === "GET" ? patienceToLookMs : patienceMs;
      return fetch(new Request(request, { signal: AbortSignal.timeout(ms) }));
    },
  });
  client.use({
    onRequest({ request }) {
      request.headers.set("Accept-Language", language());
    },
  });

  let sessionEnded: () => void = () => undefined;
  let sessions = 0;

  async function ask<T>(
    request: Promise<{ data?: T; error?: unknown; response: Response }>,
  ): Promise<Outcome<T>> {
    const session = sessions;
    try {
      const { data, error, response } = await request;
      if (response.ok && data !== undefined) {
        const at = Date.parse(response.headers.get("Date") ?? "") || Date.now();
        return { kind: "done", data, status: response.status, at };
      }
      if (!isProblem(error)) return { kind: "lost" }; // somebody between us and the gateway
      if (error.code === "UNAUTHORIZED") {
        if (session !== sessions) return { kind: "lost" };
        sessionEnded();
      }
      return { kind: "refused", problem: error };
    } catch {
      return { kind: "lost" };
    }
  }

  return {
    client,
    ask,
    /** Called when an answer says that nobody is logged in (any more). */
    onSessionEnded: (listener: () => void): void => void (sessionEnded = listener),
    /** Somebody has logged in: answers to what was asked before say nothing of this session. */
    sessionBegan: (): void => void ++sessions,
  };
}
