import type { PageRow } from "../../web/shell/page-table.js";

/** The pages of quality management beside the overview, for the table of pages; each one's code arrives when it is opened. */
export const qualityPages = [
  {
    path: "/quality/indicators",
    action: "quality.indicators",
    load: async () => (await import("./IndicatorsPage.js")).IndicatorsPage,
  },
  {
    path: "/quality/alerts",
    action: "alert.read",
    load: async () => (await import("./AlertsPage.js")).AlertsPage,
  },
  {
    path: "/quality/alerts/$alertId",
    action: "alert.read",
    load: async () => (await import("./AlertPage.js")).AlertPage,
  },
  {
    path: "/quality/follow-ups",
    action: "follow-up.list",
    load: async () => (await import("./FollowUpsPage.js")).FollowUpsPage,
    nav: { label: "nav.followUps", icon: "followUps", onlyFor: ["requester"] },
  },
  {
    path: "/quality/complaints",
    action: "complaint.read",
    load: async () => (await import("./ComplaintsPage.js")).ComplaintsPage,
  },
  {
    path: "/quality/review-report",
    action: "review.read",
    load: async () => (await import("./ReviewReportPage.js")).ReviewReportPage,
  },
  {
    path: "/quality/ask",
    action: "quality.ask",
    load: async () => (await import("./AskPage.js")).AskPage,
  },
  {
    path: "/quality/weekly",
    action: "weekly.read",
    load: async () => (await import("./WeeklyPage.js")).WeeklyPage,
  },
  {
    path: "/quality/service-levels",
    action: "service-level.read",
    load: async () => (await import("./ServiceLevelsPage.js")).ServiceLevelsPage,
  },
  {
    path: "/quality/reviews",
    action: "review.rate",
    load: async () => (await import("./ReviewsPage.js")).ReviewsPage,
    nav: { label: "nav.reviews", icon: "reviews", onlyFor: ["expert"] },
  },
  {
    path: "/echoes",
    action: "echo.list",
    load: async () => (await import("./EchoesPage.js")).EchoesPage,
    nav: { label: "nav.echoes", icon: "echoes", onlyFor: ["expert"] },
  },
] as const satisfies readonly PageRow[];
