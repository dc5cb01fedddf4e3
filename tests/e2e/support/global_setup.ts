import { startStack } from "./stack.ts";

export default async function globalSetup(): Promise<() => Promise<void>> {
  return startStack();
}
