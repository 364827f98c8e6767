import { FilePdfOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { get, withQuery } from "../../web/api-client.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useLastShown } from "../../web/hooks/use-last-shown.js";
import { useWords } from "../../web/i18n/index.js";
import { useSearchParam } from "../../web/navigation.js";
import { type ArchiveItem, ArchiveList, dispositionNames } from "../api.js";
import { ArchiveDrawer } from "./ArchiveDrawer.js";
import "./consultation.css";
import { decisionTones } from "./decision-tones.js";
import { useConsultationTexts } from "./texts.js";

const pageSize = 20;

/** 会诊存档: this side's own copies of finished consultations, as document and as record. */
export function ArchivePage() {
  const t = useConsultationTexts();
  const [pageText, setPage] = useSearchParam("page");
  const [openId, setOpenId] = useSearchParam("copy");
  const shownId = useLastShown(openId);
  const number = Math.max(1, Number.parseInt(pageText, 10) || 1);
  const copies = useQuery({
    queryKey: ["archive", { number }],
    queryFn: () =>
      get(withQuery("/api/archive", { limit: pageSize, offset: (number - 1) * pageSize }), ArchiveList),
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });
  return (
    <>
      <PageHeader title={t("archive.title")} note={t("archive.note")} />
      <DataTable
        id="consultation.archive"
        label={t("archive.label")}
        rows={copies.data?.items}
        rowKey={({ id }) => id}
        columns={useColumns()}
        empty={<EmptyState title={t("archive.empty")} note={t("archive.emptyNote")} />}
        error={copies.error}
        onRetry={() => copies.refetch()}
        onOpen={({ id }) => setOpenId(id)}
        page={{
          number,
          size: pageSize,
          total: copies.data?.total ?? 0,
          onChange: (next) => setPage(next === 1 ? "" : String(next)),
        }}
      />
      <ArchiveDrawer archiveId={shownId} isOpen={openId !== ""} onClose={() => setOpenId("")} />
    </>
  );
}

function useColumns(): readonly DataColumn<ArchiveItem>[] {
  const t = useConsultationTexts();
  const words = useWords();
  return [
    {
      key: "number",
      title: t("archive.number"),
      isAlways: true,
      width: 150,
      render: ({ number }) => <span className="c-num">{number}</span>,
    },
    {
      key: "question",
      title: t("archive.question"),
      isAlways: true,
      card: "head",
      render: ({ question }) => <span className="o-question">{question}</span>,
    },
    {
      key: "decision",
      title: t("archive.decision"),
      card: "aside",
      width: 110,
      render: ({ decision }) => (
        <StatusTag tone={decisionTones[decision]}>{words(dispositionNames[decision])}</StatusTag>
      ),
    },
    {
      key: "other",
      title: t("archive.other"),
      width: 200,
      render: ({ otherInstitutionName }) => otherInstitutionName,
    },
    { key: "expert", title: t("archive.expert"), width: 100, render: ({ expertName }) => expertName },
    { key: "side", title: t("archive.side"), width: 90, render: ({ side }) => t(`archive.${side}`) },
    {
      key: "archivedAt",
      title: t("archive.archivedAt"),
      width: 150,
      render: ({ archivedAt }) => <LocalTime at={archivedAt} />,
    },
    {
      key: "files",
      title: t("archive.files"),
      isAlways: true,
      width: 90,
      render: ({ id, number }) => (
        <a
          href={`/api/archive/${id}/pdf`}
          target="_blank"
          rel="noreferrer"
          aria-label={t("archive.pdfOf", { number })}
        >
          <FilePdfOutlined aria-hidden="true" /> {t("archive.pdf")}
        </a>
      ),
    },
  ];
}
