// The back office, in build/web/backoffice, which nginx serves at /backoffice/.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/backoffice/",
  logLevel: "warn",
  build: {
    target: "es2022",
    // Those that know light-dark(): it is left as it is written.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    outDir: "../build/web/backoffice",
    emptyOutDir: true,
    // The policy of the page (nginx/snippets/backoffice_headers.conf) takes files of ours, and nothing that is in one.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What every page needs is one file: it packs better than in pieces.
        codeSplitting: {
          groups: [{ name: "app", tags: ["$initial"] }],
        },
      },
    },
  },
  plugins: [react()],
});
