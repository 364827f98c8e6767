import { DownloadOutlined, FilePdfOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import type { ReactNode } from "react";
import { get } from "../../web/api-client.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useIsPhone } from "../../web/hooks/use-media.js";
import { useWords } from "../../web/i18n/index.js";
import { ArchiveRecordView, dispositionNames } from "../api.js";
import { readDissent } from "../domain/panel.js";
import { readSignedText } from "../domain/signed-content.js";
import { ArchivedRecord } from "./archived-record.js";
import { decisionTones } from "./decision-tones.js";
import { OpinionTextView } from "./OpinionTextView.js";
import "./talk.css";
import { useTalkTexts } from "./talk-texts.js";
import { useConsultationTexts } from "./texts.js";

/** One filed copy: whether it is still what was filed, what it says, and both forms to take along. */
export function ArchiveDrawer(props: { archiveId: string; isOpen: boolean; onClose: () => void }) {
  const { archiveId, isOpen, onClose } = props;
  const t = useConsultationTexts();
  const isPhone = useIsPhone();
  const copy = useQuery({
    queryKey: ["archive", archiveId],
    queryFn: () => get(`/api/archive/${archiveId}/record`, ArchiveRecordView),
    enabled: isOpen,
    staleTime: Infinity,
  });
  return (
    <Drawer
      open={isOpen}
      destroyOnHidden
      title={copy.data?.number ?? t("archive.record")}
      size={isPhone ? "100%" : 680}
      closable={{ "aria-label": t("archive.close") }}
      onClose={onClose}
    >
      <QueryView query={copy} lines={10}>
        {(data) => <Copy copy={data} />}
      </QueryView>
    </Drawer>
  );
}

function Copy({ copy }: { copy: ArchiveRecordView }) {
  const t = useConsultationTexts();
  const record = ArchivedRecord.safeParse(copy.record);
  return (
    <div className="o-copy">
      <div>
        <StatusTag tone={copy.isIntact ? "good" : "bad"}>
          {t(copy.isIntact ? "archive.intact" : "archive.damaged")}
        </StatusTag>
        {!copy.isIntact && (
          <p className="c-bad" role="alert">
            {t("archive.damagedNote")}
          </p>
        )}
      </div>
      <div className="c-actions">
        <Button icon={<FilePdfOutlined />} href={`/api/archive/${copy.id}/pdf`} target="_blank">
          {t("version.pdf")}
        </Button>
        <Button
          icon={<DownloadOutlined />}
          href={`/api/archive/${copy.id}/record`}
          download={`${copy.number}.json`}
        >
          {t("archive.download")}
        </Button>
      </div>
      {record.success ? <Contents record={record.data} /> : <p>{t("archive.unreadable")}</p>}
      <dl className="o-facts">
        <Fact name={t("archive.archivedAt")}>
          <LocalTime at={copy.archivedAt} />
        </Fact>
        <Fact name={t("archive.retain")}>{copy.retainUntilOn}</Fact>
        <Fact name={t("archive.hash")}>
          <span className="c-num o-hash">{copy.recordSha256}</span>
        </Fact>
      </dl>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Who sat at the table of an MDT, and what each of them said of the last version. */
function ArchivedPanel({ record }: { record: ArchivedRecord }) {
  const p = useTalkTexts();
  const { panel } = record;
  if (!panel) return null;
  const newest = Math.max(...record.opinionVersions.map(({ version }) => version));
  return (
    <section className="o-version">
      <h3>{p("panel.title")}</h3>
      <ul className="o-members">
        {panel.members.map(({ personId, name, post, institutionName }) => {
          const stand = panel.stands.find((one) => one.signerPersonId === personId && one.version === newest);
          const stance = personId === panel.leadPersonId ? "signed" : (stand?.stance ?? "none");
          const dissent = stand?.stance === "dissent" ? readDissent(stand.signedText)?.text : undefined;
          return (
            <li key={personId}>
              <div>
                <strong>{name}</strong>{" "}
                <span className="c-quiet">{[post, institutionName].filter(Boolean).join(" · ")}</span>
              </div>
              <StatusTag tone={stance === "dissent" ? "warn" : stance === "none" ? "neutral" : "good"}>
                {p(`panel.stance.${stance}`)}
              </StatusTag>
              {dissent !== undefined && <p className="o-dissent o-lines">{dissent}</p>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Contents({ record }: { record: ArchivedRecord }) {
  const t = useConsultationTexts();
  const p = useTalkTexts();
  const words = useWords();
  const { request, performer, disposition } = record;
  const { patient } = request;
  return (
    <>
      <h2 className="o-lines">{request.question}</h2>
      <dl className="o-facts">
        <Fact name={t("archive.case")}>
          <span className="c-num">{request.caseNumber}</span>
        </Fact>
        <Fact name={t("archive.patient")}>
          {[
            patient.name,
            t(`archive.sex.${patient.sex}`),
            ...(patient.ageYears === null ? [] : [t("archive.years", { age: patient.ageYears })]),
          ].join(" ")}
        </Fact>
        {request.submittedAt !== null && (
          <Fact name={t("archive.submittedAt")}>
            <LocalTime at={request.submittedAt} />
          </Fact>
        )}
        <Fact
          name={t("archive.requesterSide")}
        >{`${request.requester.institutionName} · ${request.requester.name}`}</Fact>
        <Fact name={t("archive.performerSide")}>
          {[performer.institutionName, performer.post, performer.name]
            .filter((part) => part !== "")
            .join(" · ")}
        </Fact>
        <Fact name={t("archive.summary")}>
          <span className="o-lines">{request.summary}</span>
        </Fact>
        {request.diagnoses.length > 0 && (
          <Fact name={t("archive.diagnoses")}>
            {request.diagnoses.map(({ name }) => name).join(words({ zh: "、", en: ", " }))}
          </Fact>
        )}
      </dl>
      {[...record.opinionVersions].reverse().map((version) => {
        const opinion = readSignedText(version.signedText)?.opinion;
        return (
          <section key={version.version} className="o-version">
            <h3>
              {t(version.version === 1 ? "version.title" : "version.amended", { version: version.version })}
            </h3>
            {opinion === undefined ? <p>{t("archive.unreadable")}</p> : <OpinionTextView text={opinion} />}
            <p className="o-signature">
              <strong>{t("version.signedBy", { name: version.signerName })}</strong>
              <LocalTime at={version.signedAt} />
              <span className="c-quiet c-num o-hash">{version.sha256}</span>
            </p>
          </section>
        );
      })}
      <ArchivedPanel record={record} />
      {(record.conversation ?? []).length > 0 && (
        <section className="o-version">
          <h3>{p("talk.title")}</h3>
          {record.conversation?.map((one, i) => (
            <article key={i} className="o-message" data-kind={one.kind}>
              <p className="o-message-head">
                <strong>{one.authorName}</strong>
                <span className="c-quiet">{one.institutionName}</span>
                <LocalTime at={one.at} />
              </p>
              <p className="o-lines">{one.body}</p>
            </article>
          ))}
        </section>
      )}
      <section className="o-version">
        <h3>{t("archive.disposition")}</h3>
        <div className="o-given">
          <StatusTag tone={decisionTones[disposition.decision]}>
            {words(dispositionNames[disposition.decision])}
          </StatusTag>
          {disposition.reason !== "" && <p className="o-lines">{disposition.reason}</p>}
          <p className="c-quiet">
            {t("disposition.by", { name: disposition.decidedBy.name })}{" "}
            <LocalTime at={disposition.decidedAt} />
          </p>
        </div>
      </section>
      <p className="c-quiet">{t("archive.steps", { count: record.timeline.length })}</p>
    </>
  );
}
