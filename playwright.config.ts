import { defineConfig } from "@playwright/test";

// The real stack (tests/e2e/support/stack.ts starts it once), in Debian's Chromium.
export default defineConfig({
  testDir: "tests/e2e",
  globalSetup: "./tests/e2e/support/global_setup.ts",
  outputDir: "build/e2e",
  workers: 1,
  // Processors are shared; a slow machine is no failure.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: process.env.CI ? "line" : "list",
  use: {
    launchOptions: {
      executablePath: "/usr/bin/chromium",
      // Root has no other sandbox; as an ordinary user Chromium's own stays on.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
    locale: "ko-KR",
    timezoneId: "Asia/Seoul",
    viewport: { width: 1280, height: 800 },
    actionTimeout: 20_000,
  },
});
