import { useQuery } from "@tanstack/react-query";
import { get } from "../../web/api-client.js";
import type { CasePanelProps } from "../../web/case-slots.js";
import { Card } from "../../web/components/Card.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { Countdown } from "../../web/components/Countdown.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { useNow } from "../../web/hooks/use-now.js";
import { useMay } from "../../web/session.js";
import { SearchView } from "../api.js";
import { useDecisionTexts } from "./decision-texts.js";
import "./dispatch.css";
import { OfferHistory } from "./OfferHistory.js";
import { handedOverWords, openOffersOf } from "./offer-words.js";
import { TakeBack } from "./TakeBack.js";
import { useDispatchTexts } from "./texts.js";

/** 寻找专家, on the page of a case: who is being asked and until when, who is next, what was tried. */
export function SearchPanel({ caseId, caseView }: CasePanelProps) {
  const t = useDispatchTexts();
  const mayAssign = useMay()("dispatch.assign");
  const search = useQuery({
    queryKey: ["case", caseId, "search"],
    queryFn: () => get(`/api/cases/${caseId}/search`, SearchView.nullable()),
    enabled: caseView.may.seeRanking,
  });
  if (!caseView.may.seeRanking) return null;
  return (
    <Card title={t("search.title")}>
      <QueryView query={search} lines={3}>
        {(data) =>
          data === null ? (
            <p className="c-quiet">{t("search.none")}</p>
          ) : (
            <div className="d-search">
              {data.seats.length > 1 ? <Seats search={data} /> : <Standing search={data} />}
              {data.offers.length > 0 && (
                <details className="d-details" open={data.status === "running"}>
                  <summary>{t("search.history")}</summary>
                  <OfferHistory offers={data.offers} />
                </details>
              )}
              {mayAssign && caseView.status === "accepted" && (
                <div className="c-actions">
                  <TakeBack caseId={caseId} expertName={acceptedOf(data)?.expertName ?? ""} />
                </div>
              )}
            </div>
          )
        }
      </QueryView>
    </Card>
  );
}

/** A panel: its time, and where each seat stands. */
function Seats({ search }: { search: SearchView }) {
  const t = useDispatchTexts();
  const d = useDecisionTexts();
  return (
    <>
      {search.status === "with_dispatcher" && (
        <p className="d-pressing">
          {t("search.with_dispatcher", { reason: handedOverWords(search.reasonCode, t) })}
        </p>
      )}
      {search.meeting !== null && (
        <p>
          <StatusTag tone={search.meeting.isBooked ? "good" : "progress"}>
            {d(search.meeting.isBooked ? "seats.booked" : "seats.proposed")}
          </StatusTag>{" "}
          <LocalTime at={search.meeting.startsAt} /> – <LocalTime at={search.meeting.endsAt} form="time" />
        </p>
      )}
      <ul className="d-seats" aria-label={d("seats.title")}>
        {search.seats.map((seat) => (
          <li key={seat.seat}>
            <strong>{seat.specialtyName}</strong>
            <StatusTag
              tone={seat.status === "assigned" ? "good" : seat.status === "running" ? "progress" : "warn"}
            >
              {seat.expertName === null
                ? d(seat.status === "assigned" ? "seats.open" : `seats.${seat.status}`)
                : d("seats.filled", { name: seat.expertName })}
            </StatusTag>
            {seat.status === "running" && (
              <span className="c-quiet">
                {search.offers
                  .filter((offer) => offer.seat === seat.seat && ["sent", "seen"].includes(offer.status))
                  .map((offer) => offer.expertName)
                  .join("、")}
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

const acceptedOf = ({ offers }: SearchView) => offers.find(({ status }) => status === "accepted");

function Standing({ search }: { search: SearchView }) {
  const t = useDispatchTexts();
  const d = useDecisionTexts();
  const now = useNow(5000);
  const open = openOffersOf(search.offers, now);
  if (search.status === "assigned") {
    const accepted = acceptedOf(search);
    return (
      <p>
        <StatusTag tone="good">
          {accepted === undefined
            ? t("search.assignedNobody")
            : t("search.assigned", { name: accepted.expertName })}
        </StatusTag>
        {accepted !== undefined && <span className="d-beside">{accepted.institutionName}</span>}
      </p>
    );
  }
  if (search.status === "stopped") return <p className="c-quiet">{t("search.stopped")}</p>;
  if (search.status === "with_dispatcher")
    return (
      <p className="d-pressing">
        {t("search.with_dispatcher", { reason: handedOverWords(search.reasonCode, t) })}
      </p>
    );
  const late = search.reasonCode === "clock_ran_out" && <p className="d-pressing">{t("search.late")}</p>;
  if (open.length === 0)
    return (
      <>
        {late}
        <p role="status">
          {t("search.running")}
          {search.lookAt !== null && search.reasonCode === "waits_for_expert" && (
            <span className="c-quiet d-beside">
              {d("waitsUntil")} <LocalTime at={search.lookAt} />
            </span>
          )}
        </p>
      </>
    );
  return (
    <>
      {late}
      {open.map((offer) => (
        <Asked key={offer.id} search={search} open={offer} />
      ))}
    </>
  );
}

/** The open offer: to whom, until when, seen or not, and who is next. */
function Asked({ search, open }: { search: SearchView; open: SearchView["offers"][number] }) {
  const t = useDispatchTexts();
  return (
    <dl className="d-standing">
      <div>
        <dt className="c-sr-only">{t("board.offer")}</dt>
        <dd>
          <strong>
            {t("search.waitingFor", { name: open.expertName, institution: open.institutionName })}
          </strong>
        </dd>
      </div>
      <div>
        <dt>{t("search.left")}</dt>
        <dd>
          <Countdown dueAt={open.expiresAt} />
          {open.seenAt !== null && <span className="c-quiet d-beside">{t("search.seen")}</span>}
        </dd>
      </div>
      <div>
        <dt>{t("board.ring")}</dt>
        <dd>{`${t(`ring.${open.ring}`)} · ${t("search.attempts", { count: search.attempts })}`}</dd>
      </div>
      <div>
        <dt>{t("board.backup")}</dt>
        <dd>{search.backupName ?? t("board.noBackup")}</dd>
      </div>
    </dl>
  );
}
