import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Popconfirm } from "antd";
import { del, Nothing, showDone, showProblem } from "../../web/api-client.js";
import { AppLink } from "../../web/navigation.js";
import { clockOf, type Entry } from "./layout.js";
import { useSchedulingTexts } from "./texts.js";

/** What an entry is called: its kind, and for an appointment with whom. */
export function useEntryWords(): (entry: Entry) => string {
  const t = useSchedulingTexts();
  return ({ kind, appointment }) =>
    appointment === undefined
      ? t(`kind.${kind}`)
      : `${t(`status.${appointment.status}`)} · ${appointment.institutionName}`;
}

export const timesOf = (entry: Entry): string => `${clockOf(entry.from)}–${clockOf(entry.to)}`;

/** What can be done with an entry: open the case, or take a block away that stands by itself. */
export function EntryActs({
  entry,
  personId,
  canEdit,
}: {
  entry: Entry;
  personId: string;
  canEdit: boolean;
}) {
  const t = useSchedulingTexts();
  const queryClient = useQueryClient();
  const blockId = entry.stretch?.blockId ?? null;
  const remove = useMutation({
    mutationFn: () => del(`/api/calendars/${personId}/blocks/${blockId ?? ""}`, Nothing),
    onSuccess: () => showDone(t("deleted")),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["calendar"] }),
  });
  if (entry.appointment !== undefined)
    return <AppLink to={`/cases/${entry.appointment.caseId}`}>{t("openCase")}</AppLink>;
  if (!canEdit || blockId === null) return null;
  const label = t("deleteBlock", { kind: t(`kind.${entry.kind}`), when: timesOf(entry) });
  return (
    <Popconfirm
      title={label}
      okText={t("delete")}
      cancelText={t("form.cancel")}
      onConfirm={() => remove.mutate()}
    >
      <Button size="small" type="text" danger aria-label={label} loading={remove.isPending}>
        {t("delete")}
      </Button>
    </Popconfirm>
  );
}
