import "./zod-without-eval.js";
import "./styles/base.css";
import "./styles/components.css";
import "./styles/lists.css";
import "./styles/shell.css";
import { lazy } from "react";
import { createRoot } from "react-dom/client";
import type { Action } from "../identity/domain/policy.js";
import { App } from "./shell/App.js";
import type { PageRow } from "./shell/page-table.js";
import { startTheme } from "./theme/theme-choice.js";

/** Every page, in the order of the navigation: one row a page. Its code arrives when it is first opened. */
const pages: readonly (PageRow & { readonly action: Action })[] = [
  {
    path: "/terminology/review",
    action: "term.review",
    load: async () => (await import("../terminology/web/ReviewQueuePage.js")).ReviewQueuePage,
    nav: { label: "nav.terminologyReview", icon: "terminology" },
  },
  {
    path: "/quality",
    action: "quality.overview",
    load: async () => (await import("../quality/web/QualityPage.js")).QualityPage,
    nav: { label: "nav.quality", icon: "quality", homeFor: ["quality"] },
  },
  {
    path: "/system/accounts",
    action: "account.list",
    load: async () => (await import("../identity/web/AccountsPage.js")).AccountsPage,
    nav: { label: "nav.accounts", icon: "accounts", homeFor: ["system_admin", "security_admin"] },
  },
  {
    path: "/system/audit",
    action: "audit.read",
    load: async () => (await import("../identity/web/AuditPage.js")).AuditPage,
    nav: { label: "nav.audit", icon: "audit", homeFor: ["audit_admin"] },
  },
  {
    path: "/system",
    action: "system.inspect",
    load: async () => (await import("../identity/web/SystemPage.js")).SystemPage,
    nav: { label: "nav.system", icon: "system" },
  },
];

const SignInPage = lazy(async () => ({
  default: (await import("../identity/web/SignInPage.js")).SignInPage,
}));

/** Small tools at the right of the header. */
const headerTools = [
  lazy(async () => ({ default: (await import("../notifications/web/NoticesBell.js")).NoticesBell })),
];

startTheme();
createRoot(document.getElementById("root")!).render(
  <App pages={pages} signIn={SignInPage} headerTools={headerTools} />,
);
