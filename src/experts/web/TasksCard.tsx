import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { get, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { EmptyState } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { AppLink } from "../../web/navigation.js";
import { TaskList, type TaskView } from "../api/freshness.js";
import { useFreshnessTexts } from "./freshness-texts.js";

const views = ["waiting", "open", "lapsed", "suspended", "confirmed"] as const;
const tones = {
  open: "progress",
  lapsed: "warn",
  suspended: "bad",
  confirmed: "good",
  closed: "neutral",
} as const;
const pageSize = 10;

/** Who was asked to confirm and how far it has come; the office can go through it with the expert. */
export function TasksCard({ institutionId }: { institutionId: string }) {
  const t = useFreshnessTexts();
  const [view, setView] = useState<(typeof views)[number]>("waiting");
  const [number, setNumber] = useState(1);
  const tasks = useQuery({
    queryKey: ["experts", { tasks: view, institutionId, number }],
    queryFn: () =>
      get(
        withQuery("/api/verification-tasks", {
          view,
          institutionId,
          limit: pageSize,
          offset: (number - 1) * pageSize,
        }),
        TaskList,
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <Card
      title={t("health.tasks")}
      extra={
        <Select
          aria-label={t("task.view")}
          value={view}
          style={{ width: 130 }}
          options={views.map((one) => ({ value: one, label: t(`task.views.${one}`) }))}
          onChange={(next) => {
            setView(next);
            setNumber(1);
          }}
        />
      }
    >
      <DataTable
        id="experts.verification-tasks"
        isFixed
        label={t("task.list")}
        rows={tasks.data?.items}
        rowKey={({ taskId }) => taskId}
        columns={useColumns()}
        error={tasks.error}
        onRetry={() => tasks.refetch()}
        empty={<EmptyState title={t("health.tasksNone")} note={t("health.tasksNoneNote")} />}
        page={{ number, size: pageSize, total: tasks.data?.total ?? 0, onChange: setNumber }}
      />
    </Card>
  );
}

function useColumns(): DataColumn<TaskView>[] {
  const t = useFreshnessTexts();
  return [
    {
      key: "name",
      title: t("task.name"),
      isAlways: true,
      card: "head",
      render: ({ practitionerId, name, institutionName, hasAccount }) => (
        <>
          <AppLink to={`/experts/${practitionerId}`}>{name}</AppLink>
          <span className="c-quiet">
            {` ${institutionName}`}
            {!hasAccount && `（${t("task.noAccount")}）`}
          </span>
        </>
      ),
    },
    {
      key: "status",
      title: t("task.status"),
      card: "aside",
      render: ({ status }) => <StatusTag tone={tones[status]}>{t(`task.states.${status}`)}</StatusTag>,
    },
    { key: "due", title: t("task.due"), render: ({ dueFacts }) => t("task.dueCount", { count: dueFacts }) },
    {
      key: "asked",
      title: t("task.asked"),
      render: ({ askedAt, reminders, isEscalated }) => (
        <>
          <LocalTime at={askedAt} form="date" />
          <span className="c-quiet">
            {` ${t("task.reminders")} ${t("task.remindersCount", { count: reminders })}`}
            {isEscalated && `，${t("task.escalated")}`}
          </span>
        </>
      ),
    },
    {
      key: "help",
      title: t("task.help"),
      render: ({ practitionerId, status }) =>
        status === "confirmed" || status === "closed" ? (
          "—"
        ) : (
          <AppLink to={`/verification/${practitionerId}`}>{t("task.help")}</AppLink>
        ),
    },
  ];
}
