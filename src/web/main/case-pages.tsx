import { lazy } from "react";
import type { Action } from "../../identity/domain/policy.js";
import type { PageRow } from "../shell/page-table.js";
import { casePanels } from "./case-panels.js";
import { roomParts } from "./room-parts.js";

/** What stands beside the request form while it is typed. */
const TriagePreview = lazy(async () => ({
  default: (await import("../../triage/web/TriagePreview.js")).TriagePreview,
}));

const PanelProposal = lazy(async () => ({
  default: (await import("../../matching/web/PanelProposal.js")).PanelProposal,
}));
const RequestImages = lazy(async () => ({
  default: (await import("../../imaging/web/ImagingPanel.js")).RequestImages,
}));
const RankingPreview = lazy(async () => ({
  default: (await import("../../matching/web/RankingPreview.js")).RankingPreview,
}));

/** The pages of a case, from the request to the room. */
export const casePages: readonly (PageRow & { readonly action: Action })[] = [
  {
    path: "/cases",
    action: "case.list",
    load: async () => (await import("../../cases/web/MyCasesPage.js")).MyCasesPage,
    nav: { label: "nav.cases", icon: "cases", homeFor: ["requester"] },
  },
  {
    path: "/cases/new",
    action: "case.create",
    load: async () => (await import("../../cases/web/NewRequestPage.js")).NewRequestPage,
    nav: { label: "nav.newCase", icon: "newCase" },
  },
  {
    path: "/cases/$caseId",
    action: "case.read",
    load: async () => {
      const { CasePage } = await import("../../cases/web/CasePage.js");
      return () => <CasePage panels={casePanels} />;
    },
  },
  {
    path: "/cases/$caseId/edit",
    action: "case.create",
    load: async () => {
      const { RequestFormPage } = await import("../../cases/web/RequestFormPage.js");
      return () => (
        <RequestFormPage
          aside={TriagePreview}
          experts={RankingPreview}
          panel={PanelProposal}
          images={RequestImages}
        />
      );
    },
  },
  {
    path: "/cases/$caseId/images",
    action: "imaging.read",
    load: async () => (await import("../../imaging/web/ImagesPage.js")).ImagesPage,
  },
  {
    path: "/cases/$caseId/opinion",
    action: "opinion.read",
    load: async () => {
      const [{ OpinionPage }, { CaseReading }] = await Promise.all([
        import("../../consultation/web/OpinionPage.js"),
        import("../../cases/web/CaseReading.js"),
      ]);
      return () => <OpinionPage reading={CaseReading} />;
    },
  },
  {
    path: "/room/$caseId",
    action: "room.enter",
    load: async () => {
      const [{ RoomPage }, { CaseReading }] = await Promise.all([
        import("../../room/web/RoomPage.js"),
        import("../../cases/web/CaseReading.js"),
      ]);
      return () => <RoomPage reading={CaseReading} parts={roomParts} />;
    },
  },
];
