import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get, Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { RecruitmentList, type RecruitmentView } from "../api.js";
import "./insight.css";
import { useInsightTexts } from "./texts.js";

/** 专家 / 邀请我支援的方向: he decides, with one tap. */
export function RecruitmentsPage() {
  const t = useInsightTexts();
  const client = useQueryClient();
  const [declining, setDeclining] = useState<RecruitmentView | undefined>(undefined);
  const list = useQuery({
    queryKey: ["insight", "mine"],
    queryFn: () => get("/api/my-recruitments", RecruitmentList),
  });
  const answer = useMutation({
    mutationFn: (given: { id: string; answer: "accepted" | "declined"; note: string }) =>
      postOnce(`/api/my-recruitments/${given.id}/answer`, Nothing, {
        answer: given.answer,
        note: given.note,
      }),
    onSuccess: (_nothing, given) => {
      showDone(given.answer === "accepted" ? t("mine.thanks") : t("mine.answered"));
      setDeclining(undefined);
    },
    onError: showProblem,
    onSettled: () => client.invalidateQueries({ queryKey: ["insight", "mine"] }),
  });
  return (
    <>
      <PageHeader title={t("mine.title")} note={t("mine.note")} />
      <QueryView query={list} lines={4}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t("mine.emptyTitle")} note={t("mine.emptyNote")} />
          ) : (
            <div className="c-stack">
              {items.map((one) => (
                <Card
                  key={one.id}
                  title={t("mine.where", { region: one.regionName, specialty: one.specialtyName })}
                >
                  <p>{one.note}</p>
                  <p className="c-quiet">
                    <LocalTime at={one.askedAt} /> · {t(`drawer.status.${one.status}`)}
                  </p>
                  {one.status === "asked" ? (
                    <div className="ins-answer">
                      <Button
                        type="primary"
                        loading={answer.isPending}
                        onClick={() => answer.mutate({ id: one.id, answer: "accepted", note: "" })}
                      >
                        {t("mine.accept")}
                      </Button>
                      <Button disabled={answer.isPending} onClick={() => setDeclining(one)}>
                        {t("mine.decline")}
                      </Button>
                    </div>
                  ) : (
                    <StatusTag tone={one.status === "accepted" ? "good" : "neutral"}>
                      {t(`drawer.status.${one.status}`)}
                    </StatusTag>
                  )}
                </Card>
              ))}
            </div>
          )
        }
      </QueryView>
      <ConfirmReason
        isOpen={declining !== undefined}
        title={t("mine.declineTitle")}
        consequence={t("mine.declineConsequence")}
        reasons={[]}
        confirmLabel={t("mine.decline")}
        isPending={answer.isPending}
        onConfirm={({ note }) => {
          if (declining) answer.mutate({ id: declining.id, answer: "declined", note });
        }}
        onClose={() => setDeclining(undefined)}
      />
    </>
  );
}
