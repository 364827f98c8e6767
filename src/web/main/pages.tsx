import type { Action } from "../../identity/domain/policy.js";
import { qualityPages } from "../../quality/web/quality-pages.js";
import type { PageRow } from "../shell/page-table.js";
import { casePages } from "./case-pages.js";

/** Every page, in the order of the navigation: one row a page. Its code arrives when it is first opened. */
export const pages: readonly (PageRow & { readonly action: Action })[] = [
  ...casePages,
  {
    path: "/cases/$caseId/transcript",
    action: "transcript.read",
    load: async () => (await import("../../transcript/web/TranscriptPage.js")).TranscriptPage,
  },
  {
    path: "/offers",
    action: "offer.list",
    load: async () => (await import("../../dispatch/web/OfferInboxPage.js")).OfferInboxPage,
    nav: { label: "nav.offers", icon: "offers", homeFor: ["expert"] },
  },
  {
    path: "/mine",
    action: "mine.read",
    load: async () => (await import("../../incentives/web/MinePage.js")).MinePage,
    nav: { label: "nav.mine", icon: "mine", onlyFor: ["expert"] },
  },
  {
    path: "/mine/impact",
    action: "mine.read",
    load: async () => (await import("../../incentives/web/ImpactPage.js")).ImpactPage,
  },
  {
    path: "/dispatch",
    action: "dispatch.board",
    load: async () => {
      const [{ DispatchBoardPage }, { BoardClock }] = await Promise.all([
        import("../../dispatch/web/DispatchBoardPage.js"),
        import("../../quality/web/BoardClock.js"),
      ]);
      return () => <DispatchBoardPage serviceClock={BoardClock} />;
    },
    nav: { label: "nav.dispatch", icon: "dispatch", homeFor: ["dispatcher"] },
  },
  {
    path: "/room-invitations",
    action: "room.confirm-invitation",
    load: async () => (await import("../../room/web/InvitationsPage.js")).InvitationsPage,
    nav: { label: "nav.roomInvitations", icon: "roomInvitations" },
  },
  {
    path: "/policy-lab",
    action: "policy.read",
    load: async () => (await import("../../dispatch/web/PolicyLabPage.js")).PolicyLabPage,
    nav: { label: "nav.policyLab", icon: "policyLab" },
  },
  {
    path: "/calendar",
    action: "calendar.read",
    load: async () => (await import("../../scheduling/web/CalendarPage.js")).MyCalendarPage,
    nav: { label: "nav.calendar", icon: "calendar", onlyFor: ["expert", "requester"] },
  },
  {
    path: "/calendars",
    action: "calendar.overview",
    load: async () => (await import("../../scheduling/web/OverviewPage.js")).OverviewPage,
    nav: { label: "nav.calendars", icon: "calendars" },
  },
  {
    path: "/calendars/$personId",
    action: "calendar.read",
    load: async () => (await import("../../scheduling/web/CalendarPage.js")).PersonCalendarPage,
  },
  {
    path: "/archive",
    action: "archive.read",
    load: async () => (await import("../../consultation/web/ArchivePage.js")).ArchivePage,
    nav: { label: "nav.archive", icon: "archive" },
  },
  {
    path: "/medical-affairs",
    action: "agreement.list",
    load: async () => (await import("../../organizations/web/MedicalAffairsPage.js")).MedicalAffairsPage,
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
    load: async () => (await import("../../organizations/web/InstitutionsPage.js")).InstitutionsPage,
    nav: { label: "nav.institutions", icon: "medicalAffairs" },
  },
  {
    path: "/agreements",
    action: "agreement.manage",
    load: async () => (await import("../../organizations/web/AgreementsPage.js")).AgreementsPage,
    nav: { label: "nav.agreements", icon: "agreements" },
  },
  {
    path: "/pilot",
    action: "pilot.change",
    load: async () => (await import("../../pilot/web/PilotPage.js")).PilotPage,
    nav: { label: "nav.pilot", icon: "pilot" },
  },
  {
    path: "/experts",
    action: "expert.search",
    load: async () => (await import("../../experts/web/ExpertSearchPage.js")).ExpertSearchPage,
    nav: { label: "nav.experts", icon: "experts", homeFor: ["operator"] },
  },
  {
    path: "/experts/checks",
    action: "claim.review",
    load: async () => (await import("../../experts/web/ChecksPage.js")).ChecksPage,
    nav: { label: "nav.expertChecks", icon: "audit" },
  },
  {
    path: "/experts/mine",
    action: "expert.read",
    load: async () => (await import("../../experts/web/ExpertPage.js")).MyProfilePage,
    nav: { label: "nav.myProfile", icon: "profile", onlyFor: ["expert"] },
  },
  {
    path: "/experts/import",
    action: "expert.import",
    load: async () => (await import("../../experts/web/ImportPage.js")).ImportPage,
    nav: { label: "nav.expertImport", icon: "import" },
  },
  {
    path: "/experts/compare",
    action: "profile.compare",
    load: async () => (await import("../../profile/web/ComparePage.js")).ComparePage,
  },
  {
    path: "/experts/$practitionerId/profile",
    action: "profile.read",
    load: async () => (await import("../../profile/web/ProfilePage.js")).ProfilePage,
  },
  {
    path: "/verification",
    action: "expert.verify-own",
    load: async () => (await import("../../experts/web/VerificationPage.js")).VerificationPage,
    nav: { label: "nav.verification", icon: "verification", onlyFor: ["expert"] },
  },
  {
    path: "/verification/$practitionerId",
    action: "expert.verify",
    load: async () => (await import("../../experts/web/VerificationPage.js")).VerificationForPage,
  },
  {
    path: "/pool-health",
    action: "pool.health",
    load: async () => (await import("../../experts/web/PoolHealthPage.js")).PoolHealthPage,
    nav: { label: "nav.poolHealth", icon: "poolHealth" },
  },
  {
    path: "/memberships",
    action: "membership.list",
    load: async () => (await import("../../experts/web/MembershipsPage.js")).MembershipsPage,
    nav: { label: "nav.memberships", icon: "memberships" },
  },
  {
    path: "/memberships/$membershipId",
    action: "membership.read",
    load: async () => (await import("../../experts/web/MembershipPage.js")).MembershipPage,
  },
  {
    path: "/experts/$practitionerId",
    action: "expert.read",
    load: async () => (await import("../../experts/web/ExpertPage.js")).ExpertPage,
  },
  {
    path: "/terminology/review",
    action: "term.review",
    load: async () => (await import("../../terminology/web/ReviewQueuePage.js")).ReviewQueuePage,
    nav: { label: "nav.terminologyReview", icon: "terminology" },
  },
  {
    path: "/ranking-models",
    action: "match.model-read",
    load: async () => (await import("../../matching/web/RankingModelsPage.js")).RankingModelsPage,
    nav: { label: "nav.rankingModels", icon: "rankingModels", onlyFor: ["operator"] },
  },
  {
    path: "/connectors",
    action: "connector.read",
    load: async () => (await import("../../interop/web/ConnectorsPage.js")).ConnectorsPage,
    nav: { label: "nav.connectors", icon: "connectors" },
  },
  {
    path: "/connectors/quarantine",
    action: "connector.read",
    load: async () => (await import("../../interop/web/QuarantinePage.js")).QuarantinePage,
  },
  {
    path: "/connectors/$connectorId",
    action: "connector.read",
    load: async () => (await import("../../interop/web/ConnectorPage.js")).ConnectorPage,
  },
  {
    path: "/connectors/$connectorId/runs/$runId",
    action: "connector.read",
    load: async () => (await import("../../interop/web/RunPage.js")).RunPage,
  },
  {
    path: "/pacs",
    action: "pacs.manage",
    load: async () => (await import("../../imaging/web/PacsPage.js")).PacsPage,
    nav: { label: "nav.pacs", icon: "pacs" },
  },
  {
    path: "/transcription",
    action: "transcription.read",
    load: async () => (await import("../../transcript/web/TranscriptionPage.js")).TranscriptionPage,
    nav: { label: "nav.transcription", icon: "transcription" },
  },
  {
    path: "/deliveries",
    action: "delivery.read",
    load: async () => (await import("../../interop/web/DeliveriesPage.js")).DeliveriesPage,
    nav: { label: "nav.deliveries", icon: "deliveries" },
  },
  {
    path: "/signing",
    action: "signing.read",
    load: async () => (await import("../../signing/web/SigningSettingsPage.js")).SigningSettingsPage,
    nav: { label: "nav.signing", icon: "signing" },
  },
  {
    path: "/opinion-templates",
    action: "template.manage",
    load: async () => (await import("../../consultation/web/TemplatesPage.js")).TemplatesPage,
    nav: { label: "nav.templates", icon: "templates" },
  },
  {
    path: "/assistant",
    action: "assistant.read",
    load: async () => (await import("../../assistant/web/AssistantPage.js")).AssistantPage,
    nav: { label: "nav.assistant", icon: "assistant" },
  },
  {
    path: "/notifications",
    action: "notice.set",
    load: async () => (await import("../../notifications/web/SettingsPage.js")).SettingsPage,
  },
  {
    path: "/system/channels",
    action: "channel.inspect",
    load: async () => (await import("../../notifications/web/ChannelsPage.js")).ChannelsPage,
    nav: { label: "nav.channels", icon: "channels" },
  },
  {
    path: "/system/rtc",
    action: "rtc.read",
    load: async () => (await import("../../room/web/ProvidersPage.js")).ProvidersPage,
    nav: { label: "nav.rtc", icon: "rtc" },
  },
  {
    path: "/quality",
    action: "quality.overview",
    load: async () => (await import("../../quality/web/QualityPage.js")).QualityPage,
    nav: { label: "nav.quality", icon: "quality", homeFor: ["quality"] },
  },
  ...qualityPages,
  {
    path: "/room-quality",
    action: "room.quality",
    load: async () => (await import("../../room/web/CallQualityPage.js")).CallQualityPage,
    nav: { label: "nav.callQuality", icon: "callQuality" },
  },
  {
    path: "/insight",
    action: "insight.read",
    load: async () => (await import("../../insight/web/InsightPage.js")).InsightPage,
    nav: { label: "nav.insight", icon: "insight" },
  },
  {
    path: "/recruitments",
    action: "insight.answer",
    load: async () => (await import("../../insight/web/RecruitmentsPage.js")).RecruitmentsPage,
  },
  {
    path: "/settlements",
    action: "settlement.list",
    load: async () => (await import("../../incentives/web/SettlementsPage.js")).SettlementsPage,
    nav: { label: "nav.settlements", icon: "settlements" },
  },
  {
    path: "/settlements/$batchId",
    action: "settlement.read",
    load: async () => (await import("../../incentives/web/SettlementPage.js")).SettlementPage,
  },
  {
    path: "/price-rules",
    action: "rule.change",
    load: async () => (await import("../../incentives/web/PriceRulesPage.js")).PriceRulesPage,
    nav: { label: "nav.priceRules", icon: "priceRules" },
  },
  {
    path: "/credits",
    action: "credit.read",
    load: async () => (await import("../../incentives/web/CreditsPage.js")).CreditsPage,
    nav: { label: "nav.credits", icon: "credits", onlyFor: ["medical_affairs", "operator"] },
  },
  {
    path: "/honours",
    action: "honour.read",
    load: async () => (await import("../../incentives/web/HonoursPage.js")).HonoursPage,
    nav: { label: "nav.honours", icon: "honours", onlyFor: ["expert", "requester", "operator", "quality"] },
  },
  {
    path: "/quality/completeness",
    action: "completeness.edit",
    load: async () => (await import("../../triage/web/CompletenessPage.js")).CompletenessPage,
    nav: { label: "nav.completeness", icon: "completeness" },
  },
  {
    path: "/system/accounts",
    action: "account.list",
    load: async () => (await import("../../identity/web/AccountsPage.js")).AccountsPage,
    nav: { label: "nav.accounts", icon: "accounts", homeFor: ["system_admin", "security_admin"] },
  },
  {
    path: "/system/audit",
    action: "audit.read",
    load: async () => (await import("../../identity/web/AuditPage.js")).AuditPage,
    nav: { label: "nav.audit", icon: "audit", homeFor: ["audit_admin"] },
  },
  {
    path: "/system",
    action: "system.inspect",
    load: async () => (await import("../../identity/web/SystemPage.js")).SystemPage,
    nav: { label: "nav.system", icon: "system" },
  },
  {
    path: "/api-docs",
    action: "session.use",
    load: async () => (await import("../api-docs/ApiDocsPage.js")).ApiDocsPage,
  },
];
