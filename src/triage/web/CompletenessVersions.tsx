import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { get, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { QueryView } from "../../web/components/states.js";
import { type CompletenessContent, CompletenessGroupView, CompletenessHistory } from "../api/completeness.js";
import { useCompletenessTexts } from "./completeness-texts.js";

/** What this office wrote for a group, and the way back to any of it. */
export function CompletenessVersions({ group }: { group: CompletenessGroupView }) {
  const t = useCompletenessTexts();
  const queryClient = useQueryClient();
  const history = useQuery({
    queryKey: ["completeness-versions", group.id],
    queryFn: () => get(`/api/completeness/groups/${group.id}/versions`, CompletenessHistory),
  });
  const write = useMutation({
    mutationFn: (back: { content: CompletenessContent | null; note: string }) =>
      postOnce(`/api/completeness/groups/${group.id}/versions`, CompletenessGroupView.nullable(), {
        basedOn: group.ownVersion,
        ...back,
      }),
    onSuccess: async () => {
      showDone(t("saved"));
      await queryClient.invalidateQueries({ queryKey: ["completeness-groups"] });
      await queryClient.invalidateQueries({ queryKey: ["completeness-versions", group.id] });
    },
    onError: showProblem,
  });
  return (
    <Card title={t("history")}>
      <QueryView query={history} lines={3}>
        {({ items }) => (
          <>
            {items.length === 0 && <p className="c-quiet">{t("noHistory")}</p>}
            <ul className="triage-history">
              {items.map(({ version, content, note, personName, madeAt }, i) => (
                <li key={version}>
                  {t("version", { version })} · {personName} · <LocalTime at={madeAt} />
                  <br />
                  <span className="c-quiet">{content === null ? t("backToDefault") : note}</span>{" "}
                  {i > 0 && content !== null && (
                    <Button
                      size="small"
                      loading={write.isPending}
                      onClick={() => write.mutate({ content, note: t("restoreNote", { version }) })}
                    >
                      {t("restore")}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            {items[0] !== undefined && items[0].content !== null && (
              <Button
                loading={write.isPending}
                onClick={() => write.mutate({ content: null, note: t("undoNote") })}
              >
                {t("undo")}
              </Button>
            )}
          </>
        )}
      </QueryView>
    </Card>
  );
}
