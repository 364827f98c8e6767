import { Fragment } from "react";
import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import type { BoardClock } from "../../web/board-slots.js";
import { Countdown } from "../../web/components/Countdown.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { UrgencyTag } from "../../web/components/UrgencyTag.js";
import { useNow } from "../../web/hooks/use-now.js";
import { useSearchParam } from "../../web/navigation.js";
import { Board, type BoardRow } from "../api.js";
import { useLastShown } from "../../web/hooks/use-last-shown.js";
import { BoardDrawer } from "./BoardDrawer.js";
import "./dispatch.css";
import { handedOverWords, isYours, offerTones, openOffersOf } from "./offer-words.js";
import { useDispatchTexts } from "./texts.js";
import { Waited } from "./Waited.js";

const refreshMs = 5000;

/** 调度台: every case that waits for triage or an expert, most pressing first, and the drawer that moves one on. */
export function DispatchBoardPage({ serviceClock }: { readonly serviceClock: BoardClock }) {
  const t = useDispatchTexts();
  const [openId, setOpenId] = useSearchParam("case");
  const shownId = useLastShown(openId);
  const board = useQuery({
    queryKey: ["board"],
    queryFn: () => get("/api/dispatch/board", Board),
    refetchInterval: refreshMs,
  });
  const rows = board.data?.items;
  const yours = rows?.filter(isYours).length ?? 0;
  return (
    <>
      <PageHeader
        title={t("board.title")}
        tabTitle={yours === 0 ? t("board.title") : `(${yours}) ${t("board.title")}`}
        note={t("board.note")}
      />
      {board.isError && rows !== undefined && (
        <p className="d-stale" role="alert">
          {t("board.stale")} <LocalTime at={new Date(board.dataUpdatedAt).toISOString()} form="time" />
        </p>
      )}
      <DataTable
        id="dispatch.board"
        label={t("board.label")}
        toolbar={board.data !== undefined && <Counts counts={board.data.counts} />}
        rows={rows}
        rowKey={(row) => row.case.id}
        columns={useColumns(serviceClock)}
        empty={<EmptyState title={t("board.empty")} note={t("board.emptyNote")} />}
        error={board.error}
        onRetry={() => board.refetch()}
        onOpen={(row) => setOpenId(row.case.id)}
      />
      {rows !== undefined && (
        <BoardDrawer
          row={rows.find((row) => row.case.id === shownId)}
          isOpen={openId !== ""}
          onClose={() => setOpenId("")}
        />
      )}
    </>
  );
}

function Counts({ counts }: { counts: Board["counts"] }) {
  const t = useDispatchTexts();
  return (
    <ul className="d-counts" aria-label={t("board.counts")}>
      {counts.map(({ level, waiting, overdue }) => (
        <li key={level} data-quiet={waiting === 0 ? "" : undefined}>
          <UrgencyTag level={level} />
          <span className="d-count">{t("board.waiting", { count: waiting })}</span>
          <span className={overdue > 0 ? "d-overdue" : "c-quiet"}>
            {overdue > 0 ? t("board.overdue", { count: overdue }) : t("board.noneOverdue")}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Who is being asked and how long he still has; and that it is the dispatcher's turn, and why. */
function CurrentOffer({ row }: { row: BoardRow }) {
  const t = useDispatchTexts();
  const now = useNow(5000);
  const { search } = row;
  if (search === null) return <span className="c-quiet">{t("board.noOffer")}</span>;
  const open = openOffersOf(search.offers, now);
  return (
    <div className="d-cell">
      {open.map((offer) => (
        <Fragment key={offer.id}>
          <span>
            <strong>{offer.expertName}</strong> <span className="c-quiet">{offer.institutionName}</span>
          </span>
          <span className="d-history-head">
            <StatusTag tone={offerTones[offer.status]}>{t(`status.${offer.status}`)}</StatusTag>
            <Countdown dueAt={offer.expiresAt} soonMinutes={1} />
          </span>
        </Fragment>
      ))}
      {isYours(row) && (
        <>
          <StatusTag tone="warn">{t("board.yourTurn")}</StatusTag>
          <span>{handedOverWords(search.reasonCode, t)}</span>
        </>
      )}
      {open.length === 0 && !isYours(row) && <span className="c-quiet">{t("search.running")}</span>}
    </div>
  );
}

function useColumns(ServiceClock: BoardClock): readonly DataColumn<BoardRow>[] {
  const t = useDispatchTexts();
  return [
    {
      key: "level",
      title: t("board.level"),
      isAlways: true,
      card: "aside",
      width: 108,
      render: ({ case: { urgencyLevel } }) =>
        urgencyLevel === null ? (
          <StatusTag tone="warn">{t("board.untriaged")}</StatusTag>
        ) : (
          <UrgencyTag level={urgencyLevel} />
        ),
    },
    {
      key: "question",
      title: t("board.question"),
      isAlways: true,
      card: "head",
      width: 320,
      render: ({ case: one }) => (
        <div className="d-cell">
          <span className="d-question">{one.question}</span>
          <span className="c-quiet">{one.patientLabel}</span>
        </div>
      ),
    },
    {
      key: "offer",
      title: t("board.offer"),
      isAlways: true,
      width: 230,
      render: (row) => <CurrentOffer row={row} />,
    },
    {
      key: "clock",
      title: t("board.clock"),
      isAlways: true,
      width: 150,
      render: ({ case: { id, dueAt } }) => (
        <div className="d-cell">
          {dueAt === null ? "–" : <Countdown dueAt={dueAt} />}
          <ServiceClock caseId={id} dueAt={dueAt} />
        </div>
      ),
    },
    {
      key: "waited",
      title: t("board.waited"),
      width: 110,
      render: ({ case: { submittedAt } }) => (submittedAt === null ? "–" : <Waited since={submittedAt} />),
    },
    {
      key: "hospital",
      title: t("board.hospital"),
      width: 160,
      render: ({ case: one }) => (
        <div className="d-cell">
          <span>{one.institutionName}</span>
          <span className="c-quiet">{one.requesterName}</span>
        </div>
      ),
    },
    {
      key: "backup",
      title: t("board.backup"),
      width: 90,
      render: ({ search }) => search?.backupName ?? <span className="c-quiet">{t("board.noBackup")}</span>,
    },
    {
      key: "ring",
      title: t("board.ring"),
      width: 96,
      render: ({ search }) =>
        search === null ? (
          "–"
        ) : (
          <div className="d-cell">
            <span>{t(`ring.${search.ring}`)}</span>
            {search.attempts > 0 && (
              <span className="c-quiet">{t("board.times", { count: search.attempts })}</span>
            )}
          </div>
        ),
    },
    {
      key: "number",
      title: t("board.number"),
      isOffAtFirst: true,
      render: ({ case: { number } }) => <span className="c-num">{number ?? "–"}</span>,
    },
  ];
}
