import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { get, postOnce, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { AppLink } from "../../web/navigation.js";
import { InvitationList, InvitationView } from "../api.js";
import { useOverviewTexts } from "./overview-texts.js";

/** 会诊中加请专家: the dispatcher confirms whom a doctor asked for in mid-call. */
export function InvitationsPage() {
  const t = useOverviewTexts();
  const queryClient = useQueryClient();
  const query = useQuery({
    queryKey: ["case", { invitations: true }],
    queryFn: () => get("/api/room-invitations", InvitationList),
    refetchInterval: 15_000,
  });
  const decide = useMutation({
    mutationFn: ({ id, isConfirmed }: { id: string; isConfirmed: boolean }) =>
      postOnce(`/api/room-invitations/${id}/decide`, InvitationView, { isConfirmed }),
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["case"] }),
  });
  return (
    <>
      <PageHeader title={t("invitations.title")} note={t("invitations.note")} />
      <QueryView query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t("invitations.emptyTitle")} note={t("invitations.emptyNote")} />
          ) : (
            <div className="c-stack">
              {items.map((one) => (
                <Card key={one.id} title={`${one.expertName} · ${one.institutionName}`}>
                  <p>{t("invitations.reason", { reason: one.reason })}</p>
                  <p className="c-quiet">
                    <LocalTime at={one.askedAt} /> ·{" "}
                    <AppLink to={`/cases/${one.caseId}`}>{t("openCase")}</AppLink>
                  </p>
                  <div className="c-actions">
                    <Button
                      type="primary"
                      loading={decide.isPending}
                      onClick={() => decide.mutate({ id: one.id, isConfirmed: true })}
                    >
                      {t("invitations.confirm")}
                    </Button>
                    <Button
                      disabled={decide.isPending}
                      onClick={() => decide.mutate({ id: one.id, isConfirmed: false })}
                    >
                      {t("invitations.refuse")}
                    </Button>
                  </div>
                </Card>
              ))}
            </div>
          )
        }
      </QueryView>
    </>
  );
}
