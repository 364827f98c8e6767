import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useId, useState } from "react";
import { get, Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { UrgencyTag } from "../../web/components/UrgencyTag.js";
import { useWords } from "../../web/i18n/index.js";
import { useSearchParam } from "../../web/navigation.js";
import { BlindReview, OwnReviews } from "../api/reviews.js";
import { reviewItems } from "../data/review-items.js";
import { Choice } from "./Choice.js";
import "./office.css";
import { useOfficeTexts } from "./office-texts.js";

/** 盲评意见: the expert's list of opinions to be judged, and the sheet for one of them. */
export function ReviewsPage() {
  const t = useOfficeTexts();
  const [id, setId] = useSearchParam("review");
  const list = useQuery({
    queryKey: ["quality", { reviews: "mine" }],
    queryFn: () => get("/api/reviews", OwnReviews),
  });
  if (id !== "") return <ReviewSheet reviewId={id} onClose={() => setId("")} />;
  return (
    <>
      <PageHeader title={t("reviews.title")} note={t("reviews.note")} />
      <QueryView query={list}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t("reviews.none")} note={t("reviews.noneNote")} />
          ) : (
            <ul className="q-list" aria-label={t("reviews.title")}>
              {items.map((one) => (
                <li key={one.id}>
                  <div className="q-line">
                    <b>{one.specialtyName}</b>
                    <span className="c-quiet">
                      {one.isDone
                        ? t("reviews.done", { total: one.total ?? 0 })
                        : t("reviews.due", { on: one.dueOn })}
                    </span>
                    {!one.isDone && (
                      <Button type="primary" onClick={() => setId(one.id)}>
                        {t("reviews.open")}
                      </Button>
                    )}
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </>
  );
}

function ReviewSheet({ reviewId, onClose }: { reviewId: string; onClose: () => void }) {
  const t = useOfficeTexts();
  const review = useQuery({
    queryKey: ["quality", reviewId],
    queryFn: () => get(`/api/reviews/${reviewId}`, BlindReview),
  });
  return (
    <>
      <PageHeader
        title={t("reviews.title")}
        note={t("reviews.note")}
        extra={<Button onClick={onClose}>{t("reviews.back")}</Button>}
      />
      <QueryView query={review} lines={8}>
        {(data) => (
          <div className="c-stack">
            <Card>
              <div className="c-form-gap">
                <p className="q-line">
                  {data.urgencyLevel !== null && <UrgencyTag level={data.urgencyLevel} />}
                  {t("reviews.patient", {
                    sex: t(`reviews.sexes.${data.patient.sex}`),
                    age: data.patient.ageYears ?? "–",
                  })}
                </p>
                {(["question", "summary", "answer", "conclusion", "advice"] as const).map((part) => (
                  <section key={part}>
                    <h3>{t(`reviews.${part}`)}</h3>
                    <p className="q-review-text">{data[part]}</p>
                  </section>
                ))}
              </div>
            </Card>
            {data.scores === null && <ScoreForm reviewId={reviewId} onDone={onClose} />}
          </div>
        )}
      </QueryView>
    </>
  );
}

function ScoreForm({ reviewId, onDone }: { reviewId: string; onDone: () => void }) {
  const t = useOfficeTexts();
  const words = useWords();
  const id = useId();
  const queryClient = useQueryClient();
  const [scores, setScores] = useState<Readonly<Record<string, "0" | "1" | "2">>>({});
  const [comment, setComment] = useState("");
  const left = reviewItems.filter(({ key }) => scores[key] === undefined).length;
  const send = useMutation({
    networkMode: "always",
    mutationFn: () =>
      postOnce(`/api/reviews/${reviewId}/rating`, Nothing, {
        scores: reviewItems.map(({ key }) => Number(scores[key] ?? 0)),
        comment: comment.trim(),
      }),
    onSuccess: () => {
      showDone(t("reviews.saved"));
      onDone();
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["quality"] }),
  });
  return (
    <Card>
      <div className="q-choices">
        {reviewItems.map((item) => (
          <Choice
            key={item.key}
            legend={words(item)}
            value={scores[item.key]}
            options={(["0", "1", "2"] as const).map((value) => ({
              value,
              label: t(`reviews.scores.s${value}`),
            }))}
            onChange={(value) => setScores({ ...scores, [item.key]: value })}
          />
        ))}
        <div>
          <label className="c-label" htmlFor={id}>
            {t("reviews.comment")}
          </label>
          <Input.TextArea
            id={id}
            value={comment}
            maxLength={1000}
            autoSize={{ minRows: 2, maxRows: 6 }}
            onChange={(event) => setComment(event.target.value)}
          />
        </div>
        <div className="c-actions">
          <Button
            type="primary"
            size="large"
            disabled={left > 0}
            loading={send.isPending}
            onClick={() => send.mutate()}
          >
            {t("reviews.submit")}
          </Button>
          {left > 0 && <span className="c-quiet">{t("reviews.missing", { count: left })}</span>}
        </div>
      </div>
    </Card>
  );
}
