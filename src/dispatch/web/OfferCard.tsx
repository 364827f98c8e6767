import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useId, useState } from "react";
import { Nothing, OfflineError, post, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Countdown } from "../../web/components/Countdown.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { ReasonList } from "../../web/components/ReasonList.js";
import { UrgencyTag } from "../../web/components/UrgencyTag.js";
import { useWords } from "../../web/i18n/index.js";
import { useGo } from "../../web/navigation.js";
import { OfferAccepted, type OfferView } from "../api.js";
import { ClampedText } from "./ClampedText.js";
import { DeclineSheet } from "./DeclineSheet.js";
import { ReminderLine } from "./ReminderLine.js";
import { useDispatchTexts } from "./texts.js";
import { useSeen } from "./use-seen.js";

/** One open offer: the question on top, what is needed to say yes or no, and the one big 接诊. */
export function OfferCard({ offer, isTimeUp }: { offer: OfferView; isTimeUp: boolean }) {
  const t = useDispatchTexts();
  const words = useWords();
  const go = useGo();
  const id = useId();
  const queryClient = useQueryClient();
  const [isDeclining, setIsDeclining] = useState(false);
  const [wasSeen, setWasSeen] = useState(offer.status === "seen");
  const seen = useMutation({
    mutationFn: () => post(`/api/offers/${offer.id}/seen`, Nothing),
    onSuccess: () => setWasSeen(true),
    // It is told once, when the card comes into sight: a lost network must not leave the doctor without it.
    retry: (failures, error) => error instanceof OfflineError && failures < 5,
  });
  const card = useSeen(!wasSeen && !isTimeUp, () => seen.mutate());
  const accept = useMutation({
    // A yes is said now or not at all: one that waits for the network would be said without the doctor knowing.
    networkMode: "always",
    mutationFn: () => postOnce(`/api/offers/${offer.id}/accept`, OfferAccepted),
    onSuccess: ({ caseId }) => {
      showDone(t("inbox.accepted"));
      // A panel's opinion is opened when every seat is taken.
      const place = offer.mode === "video" ? `/room/${caseId}` : `/cases/${caseId}/opinion`;
      go(offer.meeting === null ? place : `/cases/${caseId}`);
    },
    onError: (error) => {
      if (!(error instanceof OfflineError)) showProblem(error);
    },
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ["offers"] }),
        queryClient.invalidateQueries({ queryKey: ["case"] }),
      ]),
  });
  return (
    <article
      ref={card}
      className="d-offer"
      data-level={offer.urgencyLevel}
      aria-labelledby={`${id}-question`}
    >
      <div className="d-offer-top">
        <UrgencyTag level={offer.urgencyLevel} />
        <span>{offer.meeting === null ? t(`mode.${offer.mode}`) : t("mode.panel")}</span>
        <span className="d-offer-clock">
          <span className="c-sr-only">{t("inbox.answerWithin")} </span>
          <Countdown dueAt={offer.expiresAt} isSpoken />
        </span>
      </div>
      <h3 id={`${id}-question`} className="d-offer-question">
        {offer.question}
      </h3>
      <p className="d-offer-who">
        <strong>{offer.patientLabel}</strong>
        <span>{`${offer.institutionName} · ${offer.requesterName}`}</span>
        <span className="c-quiet">
          {t("inbox.sentAt")} <LocalTime at={offer.sentAt} />
        </span>
      </p>
      {offer.meeting !== null && (
        <p className="d-offer-meeting">
          <strong>
            <LocalTime at={offer.meeting.startsAt} /> – <LocalTime at={offer.meeting.endsAt} form="time" />
          </strong>
          <span>{t("inbox.meeting", { specialty: offer.seatSpecialtyName ?? "" })}</span>
        </p>
      )}
      {offer.diagnoses.length > 0 && (
        <p>
          <span className="c-quiet">{t("inbox.diagnoses")} </span>
          {offer.diagnoses.join(words({ zh: "、", en: ", " }))}
        </p>
      )}
      <div>
        <h4 className="d-label">{t("inbox.summary")}</h4>
        {offer.summary === "" ? (
          <p className="c-quiet">{t("inbox.noSummary")}</p>
        ) : (
          <ClampedText text={offer.summary} />
        )}
      </div>
      <div>
        <h4 className="d-label">{t("inbox.why")}</h4>
        <ReasonList
          reasons={
            offer.reasons.length === 0
              ? [{ key: "hand", text: t("inbox.reasonless"), side: "note" }]
              : offer.reasons.map((reason) => ({ key: reason.zh, text: words(reason), side: "for" }))
          }
        />
      </div>
      <p className="d-offer-note" role="status">
        {isTimeUp ? t("inbox.timeUp") : accept.error instanceof OfflineError ? t("inbox.uncertain") : ""}
      </p>
      <div className="d-offer-actions">
        <Button
          type="primary"
          size="large"
          loading={accept.isPending || accept.isSuccess}
          disabled={isTimeUp}
          onClick={() => accept.mutate()}
          aria-describedby={`${id}-question`}
        >
          {t("inbox.accept")}
        </Button>
        <Button
          size="large"
          disabled={isTimeUp || accept.isPending || accept.isSuccess}
          onClick={() => setIsDeclining(true)}
          aria-describedby={`${id}-question`}
        >
          {t("inbox.decline")}
        </Button>
      </div>
      {offer.reminder !== null && !isTimeUp && <ReminderLine reminder={offer.reminder} whose="own" />}
      <DeclineSheet offerId={offer.id} isOpen={isDeclining} onClose={() => setIsDeclining(false)} />
    </article>
  );
}
