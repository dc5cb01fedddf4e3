import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["{sdk,mobile,backoffice}/**/*.test.ts?(x)"] },
});
