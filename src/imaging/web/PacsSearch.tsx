import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Modal, Select } from "antd";
import { type SyntheticEvent, useId, useState } from "react";
import { post, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { ErrorState } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { type ImagingView, IntakeDetail, PacsStudies } from "../api.js";
import { useImagingTexts } from "./texts.js";

const tones = { same: "good", different: "bad", unknown: "neutral" } as const;

/** 从 PACS 查找: by number or name; what is found is compared with the patient of the case before it is fetched. */
export function PacsSearch(props: { caseId: string; pacs: ImagingView["pacs"]; onClose: () => void }) {
  const { caseId, pacs, onClose } = props;
  const t = useImagingTexts();
  const ids = useId();
  const queryClient = useQueryClient();
  const [pacsId, setPacsId] = useState(pacs[0]?.id ?? "");
  const [fields, setFields] = useState({ patientId: "", accessionNumber: "", patientName: "" });
  const place = `/api/cases/${caseId}/imaging/pacs/${pacsId}`;
  const search = useMutation({
    mutationFn: () =>
      post(
        `${place}/search`,
        PacsStudies,
        Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== "")),
      ),
  });
  const fetchStudy = useMutation({
    mutationFn: (studyInstanceUid: string) => postOnce(`${place}/fetch`, IntakeDetail, { studyInstanceUid }),
    onSuccess: () => {
      showDone(t("pacs.taken"));
      onClose();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["case", caseId] }),
  });
  const isEmpty = Object.values(fields).every((value) => value.trim() === "");
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!isEmpty) search.mutate();
  };
  const field = (name: keyof typeof fields, label: string) => (
    <div>
      <label className="c-label" htmlFor={`${ids}-${name}`}>
        {label}
      </label>
      <Input
        id={`${ids}-${name}`}
        value={fields[name]}
        maxLength={64}
        autoComplete="off"
        onChange={(event) => setFields({ ...fields, [name]: event.target.value })}
      />
    </div>
  );
  return (
    <Modal open title={t("pacs.title")} width={760} footer={null} onCancel={onClose}>
      <form className="im-search" onSubmit={submit}>
        {pacs.length > 1 && (
          <div>
            <label className="c-label" htmlFor={`${ids}-pacs`}>
              {t("pacs.from")}
            </label>
            <Select
              id={`${ids}-pacs`}
              style={{ width: "100%" }}
              value={pacsId}
              options={pacs.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={setPacsId}
            />
          </div>
        )}
        {field("patientId", t("pacs.patientId"))}
        {field("accessionNumber", t("pacs.accession"))}
        {field("patientName", t("pacs.name"))}
        <p className="c-quiet">{t("pacs.note")}</p>
        <Button type="primary" htmlType="submit" loading={search.isPending} disabled={isEmpty}>
          {t("pacs.find")}
        </Button>
      </form>
      {search.isError && <ErrorState error={search.error} onRetry={() => search.mutate()} />}
      {search.data?.items.length === 0 && <p role="status">{t("pacs.none")}</p>}
      <ul className="im-found">
        {search.data?.items.map((study) => (
          <li key={study.studyInstanceUid}>
            <div>
              <strong>{study.description || t("study.unnamed")}</strong>{" "}
              <StatusTag tone={tones[study.identity]}>{t(`pacs.${study.identity}`)}</StatusTag>
              <div className="c-quiet">
                {[
                  study.studyOn,
                  study.modalities.join(" "),
                  study.accessionNumber,
                  study.images !== null &&
                    t("pacs.counts", { series: study.series ?? "–", images: study.images }),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </div>
              <div>
                {[study.patientName, t(`study.sexes.${study.patientSex}`), study.patientBirthOn]
                  .filter(Boolean)
                  .join(" · ")}
              </div>
            </div>
            <Button
              loading={fetchStudy.isPending && fetchStudy.variables === study.studyInstanceUid}
              onClick={() => fetchStudy.mutate(study.studyInstanceUid)}
            >
              {t("pacs.take")}
            </Button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
