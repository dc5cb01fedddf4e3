import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{sdk,mobile,backoffice}/**/*.test.ts?(x)"],
    // Processors are shared; a slow machine is no failure.
    testTimeout: 60_000,
  },
});
