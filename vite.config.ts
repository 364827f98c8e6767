import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/**
 * Vendor code that every page needs travels in a few long-lived chunks; antd is left to automatic splitting, so
 * that a table or a date picker is fetched only with the first page that shows one.
 */
const vendorChunks = [
  { name: "react", test: /node_modules[\\/](react|react-dom|scheduler|use-sync-external-store)[\\/]/ },
  { name: "query", test: /node_modules[\\/]@tanstack[\\/](query-core|react-query)[\\/]/ },
  { name: "router", test: /node_modules[\\/]@tanstack[\\/]/ },
  { name: "i18n", test: /node_modules[\\/](i18next|react-i18next|dayjs)[\\/]/ },
  // The module that switches zod's code generation off must run before any contract is built, so it shares zod's chunk.
  { name: "contract", test: /node_modules[\\/]zod[\\/]|src[\\/]web[\\/]zod-without-eval/ },
];

export default defineConfig({
  plugins: [react()],
  publicDir: "src/web/public",
  build: {
    outDir: "dist/web",
    emptyOutDir: true,
    // Hospital desktops keep a browser for years; these versions are the floor of antd 6 itself.
    target: ["chrome100", "edge100", "firefox102", "safari15.4"],
    // An inlined data: URL would need a wider content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups: vendorChunks } } },
  },
  // The decoder of medical images runs in a worker that fetches its codecs when it meets their first image.
  worker: { format: "es" },
  server: { proxy: { "/api": "http://localhost:3000", "/api-docs": "http://localhost:3000" } },
});
