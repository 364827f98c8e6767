import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get, Nothing, postOnce, showDone, showProblem, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { useWords } from "../../web/i18n/index.js";
import { AppLink } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { FindingList, type FindingView, outcomesOf } from "../api/freshness.js";
import { useFreshnessTexts } from "./freshness-texts.js";

/** 核查线索: what a person has to look into, each settled with what follows from it. */
export function FindingsCard({ institutionId }: { institutionId: string }) {
  const t = useFreshnessTexts();
  const may = useMay();
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState<FindingView>();
  const findings = useQuery({
    queryKey: ["experts", { findings: institutionId }],
    queryFn: () => get(withQuery("/api/findings", { status: "open", institutionId, limit: 50 }), FindingList),
  });
  const settle = useMutation({
    mutationFn: ({ findingId, code, note }: { findingId: string; code: string; note: string }) =>
      postOnce(`/api/findings/${findingId}/settle`, Nothing, { outcome: code, reason: note }),
    onSuccess: () => {
      showDone(t("finding.settled"));
      setAsked(undefined);
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  const wordsOf = useFindingWords();
  return (
    <Card title={t("finding.title")}>
      <QueryView query={findings}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t("finding.none")} note={t("finding.noneNote")} />
          ) : (
            <ul className="c-findings">
              {items.map((finding) => (
                <li key={finding.findingId}>
                  <div>
                    <strong>{t(`finding.kinds.${finding.kind}`)}</strong>
                    <span>
                      {finding.practitionerId === null ? (
                        finding.departmentName
                      ) : (
                        <AppLink to={`/experts/${finding.practitionerId}`}>{finding.name ?? ""}</AppLink>
                      )}
                      <span className="c-quiet">{` ${finding.institutionName}`}</span>
                    </span>
                    <span>{wordsOf(finding)}</span>
                    <span className="c-quiet">
                      <LocalTime at={finding.openedAt} />
                    </span>
                  </div>
                  {may("finding.settle") && (
                    <Button onClick={() => setAsked(finding)}>{t("finding.settle")}</Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      {asked !== undefined && (
        <ConfirmReason
          isOpen
          title={t("finding.settleTitle", { what: asked.name ?? asked.departmentName })}
          consequence={
            <>
              {wordsOf(asked)} {t("finding.consequence")}
            </>
          }
          confirmLabel={t("finding.settle")}
          reasons={outcomesOf[asked.kind].map((outcome) => ({
            code: outcome,
            label: t(`finding.outcomes.${outcome}`),
            needsNote: outcome === "noted" || outcome === "dismissed",
          }))}
          isPending={settle.isPending}
          onConfirm={(reason) => settle.mutate({ findingId: asked.findingId, ...reason })}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Card>
  );
}

/** What was seen, in one sentence. */
function useFindingWords(): (finding: FindingView) => string {
  const t = useFreshnessTexts();
  const words = useWords();
  return (finding) => {
    const value = (name: string): string => {
      const found = finding.details[name];
      return typeof found === "string" || typeof found === "number" ? String(found) : "";
    };
    const fact = words({ zh: finding.factZh ?? "", en: finding.factEn ?? "" });
    switch (finding.kind) {
      case "not_my_field":
        return t("finding.notMyField", {
          days: value("days"),
          count: value("count"),
          specialty: finding.specialtyName ?? t("finding.noSpecialty"),
        });
      case "department_bounces":
        return t("finding.bounces", {
          days: value("days"),
          offers: value("offers"),
          taken: value("taken"),
        });
      case "long_inactive":
        return t("finding.inactive", { date: value("lastOn") });
      case "reported_gone":
        return t(value("by") === "himself" ? "finding.gone" : "finding.goneSystem");
      case "fact_changed":
        return t(value("answer") === "gone" ? "finding.changedGone" : "finding.changed", {
          fact,
          label: finding.factLabel ?? "",
          text: value("text"),
        });
    }
  };
}
