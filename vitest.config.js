import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{sdk,mobile,backoffice}/**/*.test.ts?(x)"],
    // Pages ask the gateway at their own address.
    environmentOptions: { happyDOM: { url: "https://pay.example/backoffice/" } },
    // Processors are shared; a slow machine is no failure.
    testTimeout: 60_000,
  },
});
