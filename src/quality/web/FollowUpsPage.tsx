import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { AppLink } from "../../web/navigation.js";
import { FollowUpList } from "../api/results.js";
import { FollowUpForm } from "./FollowUpForm.js";
import { QualityNav } from "./QualityNav.js";
import "./results.css";
import { followUpTones } from "./ResultsPanel.js";
import { useResultsTexts } from "./results-texts.js";

/** 待随访: what the doctor, or his hospital's quality office, is asked about patients. */
export function FollowUpsPage() {
  const t = useResultsTexts();
  const list = useQuery({
    queryKey: ["case", { followUps: true }],
    queryFn: () => get("/api/follow-ups", FollowUpList),
  });
  return (
    <>
      <PageHeader title={t("followUp.title")} note={t("followUp.note")} />
      <QualityNav />
      <QueryView query={list} lines={6}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t("followUp.none")} note={t("followUp.noneNote")} />
          ) : (
            <ul className="q-list" aria-label={t("followUp.title")}>
              {items.map((one) => (
                <li key={one.id}>
                  <div className="q-line">
                    <b>{one.categoryName}</b>
                    <span>{t("results.day", { day: one.day })}</span>
                    <StatusTag tone={followUpTones[one.status]}>
                      {t(`followUp.status.${one.status}`)}
                    </StatusTag>
                    <span className="c-quiet">{t("results.due", { on: one.dueOn })}</span>
                    <AppLink to={`/cases/${one.caseId}`}>{t("followUp.open")}</AppLink>
                  </div>
                  <details>
                    <summary>{t("followUp.fill")}</summary>
                    <FollowUpForm followUpId={one.id} />
                  </details>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </>
  );
}
