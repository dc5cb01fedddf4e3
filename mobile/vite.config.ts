// The app, in build/web/app, which nginx serves at /app/.
import { readFileSync } from "node:fs";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

const version = readFileSync(new URL("../VERSION", import.meta.url), "utf8").trim();

export default defineConfig({
  base: "/app/",
  define: { __VERSION__: JSON.stringify(version) },
  logLevel: "warn",
  build: {
    target: "es2022",
    outDir: "../build/web/app",
    emptyOutDir: true,
    // The policy of the page (nginx/snippets/pages.conf) takes files of ours, and nothing that is in one.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What every screen needs is one file: it packs better than in pieces.
        codeSplitting: {
          groups: [{ name: "app", tags: ["$initial"] }],
        },
      },
    },
  },
  plugins: [
    react(),
    VitePWA({
      injectRegister: null, // src/service_worker.ts
      manifest: {
        id: "/app/",
        name: "pay200",
        short_name: "pay200",
        description: "QR 코드를 스캔하고 카드로 결제하는 앱",
        lang: "ko",
        start_url: "/app/",
        scope: "/app/",
        display: "standalone",
        orientation: "portrait",
        background_color: "#ffffff",
        theme_color: "#ffffff",
        categories: ["finance", "shopping"],
        icons: [
          { src: "icon_192.png", sizes: "192x192", type: "image/png" },
          { src: "icon_512.png", sizes: "512x512", type: "image/png" },
          {
            src: "icon_maskable_512.png",
            sizes: "512x512",
            type: "image/png",
            purpose: "maskable",
          },
        ],
        shortcuts: [
          { name: "QR 결제", url: "/app/#/scan" },
          { name: "사용 내역", url: "/app/#/history" },
        ],
      },
      workbox: {
        // The app and nothing else: an answer of the API is never kept. The decoder is, once the camera
        // has asked for it, so that an older app has its own after an upgrade of the server.
        globPatterns: ["**/*.{html,js,css,svg,png}"],
        runtimeCaching: [
          {
            urlPattern: /\/app\/assets\/[^/]+\.wasm$/,
            handler: "CacheFirst",
            options: { cacheName: "decoder", expiration: { maxEntries: 2 } },
          },
        ],
        navigateFallback: "index.html",
        navigateFallbackAllowlist: [/^\/app\//],
        inlineWorkboxRuntime: true,
        sourcemap: false,
      },
    }),
  ],
});
