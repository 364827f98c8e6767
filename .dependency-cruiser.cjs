// Each module may import those named before it, never one named after it. Going up is an event, never an import.
const order = [
  "kernel",
  "platform",
  "identity",
  "organizations",
  "notifications",
  "terminology",
  "pilot",
  "experts",
  "profile",
  "cases",
  "triage",
  "assistant",
  "scheduling",
  "matching",
  "dispatch",
  "imaging",
  "room",
  "transcript",
  "consultation",
  "quality",
  "incentives",
  "insight",
  "interop",
];
const upward = order.map((name, i) => ({
  name: `no-upward-from-${name}`,
  severity: "error",
  from: { path: `^src/${name}/` },
  to: { path: `^src/(${order.slice(i + 1).join("|") || "-"})/` },
}));
module.exports = {
  forbidden: [
    ...upward,
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "domain-is-pure",
      comment: "domain code sees the kernel and its own domain folder, nothing else",
      severity: "error",
      from: { path: "^src/([^/]+)/domain/", pathNot: "\\.test\\.ts$" },
      to: { pathNot: ["^src/kernel/", "^src/$1/domain/"] },
    },
    {
      name: "enter-by-the-front-door",
      comment: "another module is entered by its index.ts (or its contract, api.ts)",
      severity: "error",
      from: { path: "^src/([^/]+)/", pathNot: "^src/web/main(\\.tsx$|/)" },
      to: {
        path: "^src/[^/]+/",
        pathNot: ["^src/$1/", "^src/(kernel|platform|web)/", "^src/[^/]+/(index|api|api/[^/]+)\\.ts$"],
      },
    },
    {
      name: "pages-speak-http-only",
      severity: "error",
      from: { path: "^src/(web|[^/]+/web)/" },
      to: {
        path: ["^src/platform/", "/(store|actions|routes|work|index)\\.ts$", "^src/[^/]+/(store|actions)/"],
        pathNot: "/(web|i18n)/",
      },
    },
    {
      name: "pages-no-node",
      severity: "error",
      from: { path: "^src/(web|[^/]+/web)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "server-without-pages",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(web|[^/]+/web)/" },
      to: { path: "^src/(web|[^/]+/web)/" },
    },
    {
      name: "contracts-without-server",
      comment: "api.ts is shared with the pages: zod and pure code only",
      severity: "error",
      from: { path: "^src/[^/]+/(api|api/[^/]+)\\.ts$" },
      to: { path: "^src/", pathNot: ["^src/kernel/", "/domain/", "/(api|api/[^/]+)\\.ts$"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".js"] },
  },
};
