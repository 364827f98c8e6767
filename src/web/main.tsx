import "./zod-without-eval.js";
import "./styles/base.css";
import "./styles/components.css";
import "./styles/lists.css";
import "./styles/shell.css";
import { lazy } from "react";
import { createRoot } from "react-dom/client";
import type { Action } from "../identity/domain/policy.js";
import type { CasePanel } from "./case-slots.js";
import { App } from "./shell/App.js";
import type { PageRow } from "./shell/page-table.js";
import { startTheme } from "./theme/theme-choice.js";

/** What the modules after cases show on the page of a case, each place from top to bottom. */
const casePanels: readonly CasePanel[] = [
  {
    key: "opinion",
    place: "top",
    component: lazy(async () => ({
      default: (await import("../consultation/web/OpinionPanel.js")).OpinionPanel,
    })),
  },
  {
    key: "disposition",
    place: "top",
    component: lazy(async () => ({
      default: (await import("../consultation/web/DispositionPanel.js")).DispositionPanel,
    })),
  },
  {
    key: "triage",
    place: "side",
    component: lazy(async () => ({ default: (await import("../triage/web/TriagePanel.js")).TriagePanel })),
  },
  {
    key: "completeness",
    place: "side",
    component: lazy(async () => ({
      default: (await import("../triage/web/CompletenessPanel.js")).CompletenessPanel,
    })),
  },
  {
    key: "assistant",
    place: "side",
    component: lazy(async () => ({
      default: (await import("../assistant/web/AssistantPanel.js")).AssistantPanel,
    })),
  },
  {
    key: "search",
    place: "side",
    component: lazy(async () => ({ default: (await import("../dispatch/web/SearchPanel.js")).SearchPanel })),
  },
  {
    key: "ranking",
    place: "main",
    component: lazy(async () => ({
      default: (await import("../matching/web/RankingPanel.js")).RankingPanel,
    })),
  },
];
/** What stands beside the request form while it is typed. */
const TriagePreview = lazy(async () => ({
  default: (await import("../triage/web/TriagePreview.js")).TriagePreview,
}));

const RankingPreview = lazy(async () => ({
  default: (await import("../matching/web/RankingPreview.js")).RankingPreview,
}));

/** Every page, in the order of the navigation: one row a page. Its code arrives when it is first opened. */
const pages: readonly (PageRow & { readonly action: Action })[] = [
  {
    path: "/cases",
    action: "case.list",
    load: async () => (await import("../cases/web/MyCasesPage.js")).MyCasesPage,
    nav: { label: "nav.cases", icon: "cases", homeFor: ["requester"] },
  },
  {
    path: "/cases/new",
    action: "case.create",
    load: async () => (await import("../cases/web/NewRequestPage.js")).NewRequestPage,
    nav: { label: "nav.newCase", icon: "newCase" },
  },
  {
    path: "/cases/$caseId",
    action: "case.list",
    load: async () => {
      const { CasePage } = await import("../cases/web/CasePage.js");
      return () => <CasePage panels={casePanels} />;
    },
  },
  {
    path: "/cases/$caseId/edit",
    action: "case.create",
    load: async () => {
      const { RequestFormPage } = await import("../cases/web/RequestFormPage.js");
      return () => <RequestFormPage aside={TriagePreview} experts={RankingPreview} />;
    },
  },
  {
    path: "/cases/$caseId/opinion",
    action: "opinion.read",
    load: async () => {
      const [{ OpinionPage }, { CaseReading }] = await Promise.all([
        import("../consultation/web/OpinionPage.js"),
        import("../cases/web/CaseReading.js"),
      ]);
      return () => <OpinionPage reading={CaseReading} />;
    },
  },
  {
    path: "/offers",
    action: "offer.list",
    load: async () => (await import("../dispatch/web/OfferInboxPage.js")).OfferInboxPage,
    nav: { label: "nav.offers", icon: "offers", homeFor: ["expert"] },
  },
  {
    path: "/dispatch",
    action: "dispatch.board",
    load: async () => (await import("../dispatch/web/DispatchBoardPage.js")).DispatchBoardPage,
    nav: { label: "nav.dispatch", icon: "dispatch", homeFor: ["dispatcher"] },
  },
  {
    path: "/archive",
    action: "archive.read",
    load: async () => (await import("../consultation/web/ArchivePage.js")).ArchivePage,
    nav: { label: "nav.archive", icon: "archive" },
  },
  {
    path: "/medical-affairs",
    action: "agreement.list",
    load: async () => (await import("../organizations/web/MedicalAffairsPage.js")).MedicalAffairsPage,
    nav: {
      label: "nav.medicalAffairs",
      icon: "medicalAffairs",
      homeFor: ["medical_affairs"],
      onlyFor: ["medical_affairs"],
    },
  },
  {
    path: "/institutions",
    action: "institution.manage",
    load: async () => (await import("../organizations/web/InstitutionsPage.js")).InstitutionsPage,
    nav: { label: "nav.institutions", icon: "medicalAffairs" },
  },
  {
    path: "/agreements",
    action: "agreement.manage",
    load: async () => (await import("../organizations/web/AgreementsPage.js")).AgreementsPage,
    nav: { label: "nav.agreements", icon: "agreements" },
  },
  {
    path: "/experts",
    action: "expert.search",
    load: async () => (await import("../experts/web/ExpertSearchPage.js")).ExpertSearchPage,
    nav: { label: "nav.experts", icon: "experts", homeFor: ["operator"] },
  },
  {
    path: "/experts/checks",
    action: "claim.review",
    load: async () => (await import("../experts/web/ChecksPage.js")).ChecksPage,
    nav: { label: "nav.expertChecks", icon: "audit" },
  },
  {
    path: "/experts/mine",
    action: "expert.read",
    load: async () => (await import("../experts/web/ExpertPage.js")).MyProfilePage,
    nav: { label: "nav.myProfile", icon: "profile", onlyFor: ["expert"] },
  },
  {
    path: "/experts/import",
    action: "expert.import",
    load: async () => (await import("../experts/web/ImportPage.js")).ImportPage,
    nav: { label: "nav.expertImport", icon: "import" },
  },
  {
    path: "/experts/compare",
    action: "profile.compare",
    load: async () => (await import("../profile/web/ComparePage.js")).ComparePage,
  },
  {
    path: "/experts/$practitionerId/profile",
    action: "profile.read",
    load: async () => (await import("../profile/web/ProfilePage.js")).ProfilePage,
  },
  {
    path: "/verification",
    action: "expert.verify-own",
    load: async () => (await import("../experts/web/VerificationPage.js")).VerificationPage,
    nav: { label: "nav.verification", icon: "verification", onlyFor: ["expert"] },
  },
  {
    path: "/verification/$practitionerId",
    action: "expert.verify",
    load: async () => (await import("../experts/web/VerificationPage.js")).VerificationForPage,
  },
  {
    path: "/pool-health",
    action: "pool.health",
    load: async () => (await import("../experts/web/PoolHealthPage.js")).PoolHealthPage,
    nav: { label: "nav.poolHealth", icon: "poolHealth" },
  },
  {
    path: "/memberships",
    action: "membership.list",
    load: async () => (await import("../experts/web/MembershipsPage.js")).MembershipsPage,
    nav: { label: "nav.memberships", icon: "memberships" },
  },
  {
    path: "/memberships/$membershipId",
    action: "membership.read",
    load: async () => (await import("../experts/web/MembershipPage.js")).MembershipPage,
  },
  {
    path: "/experts/$practitionerId",
    action: "expert.read",
    load: async () => (await import("../experts/web/ExpertPage.js")).ExpertPage,
  },
  {
    path: "/terminology/review",
    action: "term.review",
    load: async () => (await import("../terminology/web/ReviewQueuePage.js")).ReviewQueuePage,
    nav: { label: "nav.terminologyReview", icon: "terminology" },
  },
  {
    path: "/connectors",
    action: "connector.read",
    load: async () => (await import("../interop/web/ConnectorsPage.js")).ConnectorsPage,
    nav: { label: "nav.connectors", icon: "connectors" },
  },
  {
    path: "/connectors/quarantine",
    action: "connector.read",
    load: async () => (await import("../interop/web/QuarantinePage.js")).QuarantinePage,
  },
  {
    path: "/connectors/$connectorId",
    action: "connector.read",
    load: async () => (await import("../interop/web/ConnectorPage.js")).ConnectorPage,
  },
  {
    path: "/connectors/$connectorId/runs/$runId",
    action: "connector.read",
    load: async () => (await import("../interop/web/RunPage.js")).RunPage,
  },
  {
    path: "/assistant",
    action: "assistant.read",
    load: async () => (await import("../assistant/web/AssistantPage.js")).AssistantPage,
    nav: { label: "nav.assistant", icon: "assistant" },
  },
  {
    path: "/quality",
    action: "quality.overview",
    load: async () => (await import("../quality/web/QualityPage.js")).QualityPage,
    nav: { label: "nav.quality", icon: "quality", homeFor: ["quality"] },
  },
  {
    path: "/quality/completeness",
    action: "completeness.edit",
    load: async () => (await import("../triage/web/CompletenessPage.js")).CompletenessPage,
    nav: { label: "nav.completeness", icon: "completeness" },
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
  {
    path: "/api-docs",
    action: "session.use",
    load: async () => (await import("./api-docs/ApiDocsPage.js")).ApiDocsPage,
  },
];

const SignInPage = lazy(async () => ({
  default: (await import("../identity/web/SignInPage.js")).SignInPage,
}));

/** Open to whoever has no account; their code arrives with them. */
const openPages = {
  "/apply": lazy(async () => ({ default: (await import("../experts/web/ApplyPage.js")).ApplyPage })),
};

/** Small tools at the right of the header. */
const headerTools = [
  lazy(async () => ({ default: (await import("../notifications/web/NoticesBell.js")).NoticesBell })),
];

startTheme();
createRoot(document.getElementById("root")!).render(
  <App pages={pages} signIn={SignInPage} openPages={openPages} headerTools={headerTools} />,
);
