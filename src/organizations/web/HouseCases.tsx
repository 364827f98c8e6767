import { useQuery } from "@tanstack/react-query";
import { z } from "zod";
import { urgencyLevels } from "../../kernel/urgency.js";
import { get, withQuery } from "../../web/api-client.js";
import { Countdown } from "../../web/components/Countdown.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { UrgencyTag } from "../../web/components/UrgencyTag.js";
import { AppLink, useGo } from "../../web/navigation.js";
import { useOrganizationTexts } from "./texts.js";

const states = [
  "draft",
  "submitted",
  "triaged",
  "dispatching",
  "accepted",
  "in_session",
  "opinion_signed",
  "closed",
  "cancelled",
  "returned",
] as const;

/** As much of a case's line as is shown here: cases stand above this module, so their contract cannot be imported. */
const Cases = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      question: z.string(),
      patientLabel: z.string(),
      requesterName: z.string(),
      status: z.enum(states),
      urgencyLevel: z.enum(urgencyLevels).nullable(),
      dueAt: z.iso.datetime().nullable(),
    }),
  ),
});
type HouseCase = z.infer<typeof Cases>["items"][number];

const shown = 20;

/** Cases of the house that are not over yet, drafts left out: those are their authors' own. */
export function HouseCases() {
  const t = useOrganizationTexts();
  const go = useGo();
  const cases = useQuery({
    queryKey: ["case", { house: true }],
    queryFn: () => get(withQuery("/api/cases", { scope: "open", limit: shown }), Cases),
  });
  const columns: DataColumn<HouseCase>[] = [
    {
      key: "level",
      title: t("cases.level"),
      isAlways: true,
      card: "aside",
      width: 110,
      render: ({ urgencyLevel }) =>
        urgencyLevel === null ? (
          <span className="c-quiet">{t("cases.untriaged")}</span>
        ) : (
          <UrgencyTag level={urgencyLevel} />
        ),
    },
    {
      key: "question",
      title: t("cases.question"),
      isAlways: true,
      card: "head",
      render: ({ id, question, patientLabel }) => (
        <div className="c-question-line">
          <AppLink to={`/cases/${id}`}>{question}</AppLink> <span className="c-quiet">{patientLabel}</span>
        </div>
      ),
    },
    { key: "requester", title: t("cases.requester"), render: ({ requesterName }) => requesterName },
    { key: "status", title: t("cases.status"), render: ({ status }) => t(`cases.states.${status}`) },
    {
      key: "clock",
      title: t("cases.clock"),
      render: ({ dueAt }) =>
        dueAt === null ? <span className="c-quiet">–</span> : <Countdown dueAt={dueAt} />,
    },
  ];
  return (
    <DataTable
      id="organizations.cases"
      isFixed
      label={t("cases.label")}
      rows={cases.data?.items.filter(({ status }) => status !== "draft")}
      rowKey={({ id }) => id}
      columns={columns}
      error={cases.error}
      onRetry={() => cases.refetch()}
      onOpen={({ id }) => go(`/cases/${id}`)}
      empty={<p className="c-quiet">{t("office.noCases")}</p>}
    />
  );
}
