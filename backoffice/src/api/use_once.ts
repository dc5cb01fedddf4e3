import type { Outcome } from "@pay200/shared/gateway.ts";
import { useRef } from "react";
import { afterwards } from "./afterwards.ts";

/**
 * Asks for something under an Idempotency-Key: under the same one again while nobody knows what became of it, so
 * that it is done once. `of` names what is asked for; something else has another key.
 */
export function useOnce(of: string) {
  const doubted = useRef<{ of: string; key: string } | null>(null);
  return async <T>(request: (key: string) => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    const again = doubted.current?.of === of;
    const key = doubted.current && again ? doubted.current.key : crypto.randomUUID();
    const answer = await request(key);
    doubted.current = afterwards(answer, again) === "again" ? { of, key } : null;
    return answer;
  };
}
