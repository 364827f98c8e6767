import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Dropdown } from "antd";
import { useState } from "react";
import { Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useWords } from "../../web/i18n/index.js";
import { useGo } from "../../web/navigation.js";
import type { ImagingView, StudyView } from "../api.js";
import { SeriesPicture } from "./SeriesPicture.js";
import { useImagingTexts } from "./texts.js";

/** One study: what it is, whose, its series to open; for the inviting doctor also what can be done with it. */
export function StudyItem(props: {
  caseId: string;
  study: StudyView;
  imaging: ImagingView;
  pictures: ReadonlyMap<string, string>;
}) {
  const { caseId, study, imaging, pictures } = props;
  const t = useImagingTexts();
  const words = useWords();
  const go = useGo();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<"confirm" | "withdraw">();
  const place = `/api/cases/${caseId}/imaging/studies/${study.id}`;
  const settled = () => queryClient.invalidateQueries({ queryKey: ["case", caseId] });
  const decide = useMutation({
    mutationFn: (act: { step: "confirm" | "withdraw"; reason: string }) =>
      postOnce(`${place}/${act.step}`, Nothing, { reason: act.reason }),
    onSuccess: () => setAsking(undefined),
    onError: showProblem,
    onSettled: settled,
  });
  const send = useMutation({
    mutationFn: (pacsId: string) => postOnce(`${place}/send`, Nothing, { pacsId }),
    onSuccess: () => showDone(t("study.sent")),
    onError: showProblem,
    onSettled: settled,
  });
  const title = study.description || t("study.unnamed");
  const { patient, sending } = study;
  return (
    <article className="im-study" aria-label={title}>
      <div className="im-study-head">
        <h3>{title}</h3>
        {study.status === "held" && <StatusTag tone="warn">{t("study.held")}</StatusTag>}
        <span className="c-quiet">
          {[
            study.studyOn,
            study.modalities.join(" "),
            study.accessionNumber && t("study.accession", { number: study.accessionNumber }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </div>
      {study.status === "held" && patient && (
        <div className="im-held">
          <p>
            {t("study.heldNote", {
              differences: study.differences.map((one) => t(`study.difference.${one}`)).join("、"),
            })}
          </p>
          <p>
            {t("study.patientInFile", {
              name: patient.name || t("study.notGiven"),
              sex: t(`study.sexes.${patient.sex}`),
              birth: patient.birthOn ?? t("study.notGiven"),
            })}
          </p>
        </div>
      )}
      {study.confirmed && study.identity === "different" && (
        <p className="c-quiet">
          {t("study.confirmedBy", { name: study.confirmed.byName, reason: study.confirmed.reason })}
        </p>
      )}
      <ul className="im-series-list">
        {study.series.map((series) => {
          const name = series.description || t("series.unnamed", { n: series.number ?? "" });
          return (
            <li key={series.id}>
              <Button
                aria-label={t("openSeries", { name })}
                onClick={() => go(`/cases/${caseId}/images?series=${series.id}`)}
              >
                <SeriesPicture address={pictures.get(series.id)} />
                <span className="im-series-text">
                  <span className="im-series-name">{name}</span>
                  <span className="c-quiet c-num">
                    {[series.modality, t("series.images", { count: series.images })]
                      .filter(Boolean)
                      .join(" · ")}
                  </span>
                </span>
              </Button>
            </li>
          );
        })}
      </ul>
      {sending && (
        <p className={sending.status === "failed" ? "c-bad" : "c-quiet"}>
          {t(`study.sending.${sending.status}`, {
            name: sending.pacsName,
            sent: sending.sent,
            total: sending.total,
          })}
          {sending.failure && `：${words(sending.failure)}`}
        </p>
      )}
      {imaging.mayAdd && (
        <div className="c-actions">
          {study.status === "held" && (
            <Button size="small" type="primary" onClick={() => setAsking("confirm")}>
              {t("study.confirm")}
            </Button>
          )}
          {study.status === "shown" && imaging.pacs.length > 0 && (
            <Dropdown
              trigger={["click"]}
              menu={{
                items: imaging.pacs.map(({ id, name }) => ({ key: id, label: t("study.sendTo", { name }) })),
                onClick: ({ key }) => send.mutate(key),
              }}
            >
              <Button size="small" loading={send.isPending}>
                {t("study.send")}
              </Button>
            </Dropdown>
          )}
          <Button size="small" onClick={() => setAsking("withdraw")}>
            {t("study.withdraw")}
          </Button>
        </div>
      )}
      <ConfirmReason
        isOpen={asking !== undefined}
        title={t(asking === "withdraw" ? "study.withdrawTitle" : "study.confirmTitle")}
        consequence={t(asking === "withdraw" ? "study.withdrawNote" : "study.confirmNote")}
        reasons={[]}
        isNoteRequired
        isDanger={asking === "withdraw"}
        confirmLabel={t(asking === "withdraw" ? "study.withdraw" : "study.confirm")}
        isPending={decide.isPending}
        onConfirm={({ note }) => asking && decide.mutate({ step: asking, reason: note })}
        onClose={() => setAsking(undefined)}
      />
    </article>
  );
}
