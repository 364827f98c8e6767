import { lazy } from "react";
import type { CasePanel } from "../case-slots.js";

/** What the modules after cases show on the page of a case, each place from top to bottom. */
export const casePanels: readonly CasePanel[] = [
  {
    key: "room",
    place: "top",
    component: lazy(async () => ({ default: (await import("../../room/web/RoomPanel.js")).RoomPanel })),
  },
  {
    key: "opinion",
    place: "top",
    component: lazy(async () => ({
      default: (await import("../../consultation/web/OpinionPanel.js")).OpinionPanel,
    })),
  },
  {
    key: "draft-record",
    place: "main",
    component: lazy(async () => ({
      default: (await import("../../transcript/web/DraftPanel.js")).DraftPanel,
    })),
  },
  {
    key: "disposition",
    place: "top",
    component: lazy(async () => {
      const [{ DispositionPanel }, { ClosingQuestions }] = await Promise.all([
        import("../../consultation/web/DispositionPanel.js"),
        import("../../quality/web/ClosingQuestions.js"),
      ]);
      return { default: (props) => <DispositionPanel {...props} questions={ClosingQuestions} /> };
    }),
  },
  {
    key: "results",
    place: "top",
    component: lazy(async () => ({
      default: (await import("../../quality/web/ResultsPanel.js")).ResultsPanel,
    })),
  },
  {
    key: "clocks",
    place: "side",
    component: lazy(async () => ({
      default: (await import("../../quality/web/ClocksPanel.js")).ClocksPanel,
    })),
  },
  {
    key: "panel",
    place: "top",
    component: lazy(async () => ({
      default: (await import("../../consultation/web/PanelCard.js")).PanelCard,
    })),
  },
  {
    key: "conversation",
    place: "top",
    component: lazy(async () => ({
      default: (await import("../../consultation/web/Conversation.js")).Conversation,
    })),
  },
  {
    key: "appointments",
    place: "side",
    component: lazy(async () => ({
      default: (await import("../../scheduling/web/AppointmentPanel.js")).AppointmentPanel,
    })),
  },
  {
    key: "sitting",
    place: "side",
    component: lazy(async () => ({
      default: (await import("../../dispatch/web/SittingPanel.js")).SittingPanel,
    })),
  },
  {
    key: "thanks",
    place: "side",
    component: lazy(async () => ({
      default: (await import("../../incentives/web/ThanksPanel.js")).ThanksPanel,
    })),
  },
  {
    key: "triage",
    place: "side",
    component: lazy(async () => ({ default: (await import("../../triage/web/TriagePanel.js")).TriagePanel })),
  },
  {
    key: "completeness",
    place: "side",
    component: lazy(async () => ({
      default: (await import("../../triage/web/CompletenessPanel.js")).CompletenessPanel,
    })),
  },
  {
    key: "assistant",
    place: "side",
    component: lazy(async () => ({
      default: (await import("../../assistant/web/AssistantPanel.js")).AssistantPanel,
    })),
  },
  {
    key: "search",
    place: "side",
    component: lazy(async () => ({
      default: (await import("../../dispatch/web/SearchPanel.js")).SearchPanel,
    })),
  },
  {
    key: "imaging",
    place: "main",
    component: lazy(async () => ({
      default: (await import("../../imaging/web/ImagingPanel.js")).ImagingPanel,
    })),
  },
  {
    key: "decisions",
    place: "main",
    component: lazy(async () => ({
      default: (await import("../../dispatch/web/DecisionPanel.js")).DecisionPanel,
    })),
  },
  {
    key: "ranking",
    place: "main",
    component: lazy(async () => ({
      default: (await import("../../matching/web/RankingPanel.js")).RankingPanel,
    })),
  },
];
