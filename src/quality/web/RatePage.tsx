import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useId, useState } from "react";
import { post, ProblemError, wordsFor } from "../../web/api-client.js";
import { ErrorState, LoadingState } from "../../web/components/states.js";
import { useWords } from "../../web/i18n/index.js";
import { BrandMark } from "../../web/shell/BrandMark.js";
import { LanguageSwitch } from "../../web/shell/Switches.js";
import { RatingLook, RatingThanks } from "../api/results.js";
import { Choice, fiveSteps } from "./Choice.js";
import "./rate.css";
import { useResultsTexts } from "./results-texts.js";

type Step = "1" | "2" | "3" | "4" | "5";

/** 患者评价: opened by the patient's link. The secret stands behind the #, so it is never sent with the address. */
export function RatePage() {
  const t = useResultsTexts();
  const [token] = useState(() => location.hash.slice(1));
  const look = useQuery({
    queryKey: ["rating", "look"],
    queryFn: () => post("/api/rating/look", RatingLook, { token }),
    retry: false,
    meta: { still: true },
  });
  return (
    <main className="q-rate">
      <title>{`${t("rate.title")} · Consilium`}</title>
      <div className="q-rate-top">
        <BrandMark size={26} />
        <span>Consilium</span>
        <LanguageSwitch />
      </div>
      {look.data !== undefined ? (
        look.data.state === "open" ? (
          <RatingForm look={look.data} token={token} />
        ) : (
          <Ended title={t(`rate.${look.data.state}`)} />
        )
      ) : look.isError ? (
        look.error instanceof ProblemError && (look.error.status === 404 || look.error.status === 400) ? (
          <Ended title={t("rate.unknown")} />
        ) : (
          <ErrorState error={look.error} onRetry={() => look.refetch()} />
        )
      ) : (
        <LoadingState lines={5} />
      )}
    </main>
  );
}

function Ended({ title }: { title: string }) {
  const t = useResultsTexts();
  return (
    <>
      <h1>{title}</h1>
      <p className="c-quiet">{t("rate.again")}</p>
    </>
  );
}

function RatingForm({ look, token }: { look: RatingLook; token: string }) {
  const t = useResultsTexts();
  const words = useWords();
  const id = useId();
  const [satisfaction, setSatisfaction] = useState<Step>();
  const [clarity, setClarity] = useState<Step>();
  const [comment, setComment] = useState("");
  const [wasTried, setWasTried] = useState(false);
  const send = useMutation({
    networkMode: "always",
    mutationFn: (given: { satisfaction: number; clarity: number; comment: string }) =>
      post("/api/rating/give", RatingThanks, { token, ...given }),
  });
  if (send.isSuccess)
    return (
      <>
        <h1>{t("rate.thanks")}</h1>
        <p>{t("rate.thanksNote")}</p>
      </>
    );
  const isComplete = satisfaction !== undefined && clarity !== undefined;
  return (
    <form
      className="q-choices"
      onSubmit={(event) => {
        event.preventDefault();
        setWasTried(true);
        if (satisfaction !== undefined && clarity !== undefined)
          send.mutate({
            satisfaction: Number(satisfaction),
            clarity: Number(clarity),
            comment: comment.trim(),
          });
      }}
    >
      <h1>{t("rate.heading")}</h1>
      <p>
        {t("rate.between", {
          hospital: look.institutionName,
          expert: look.expertInstitutionName,
          on: look.closedOn ?? "",
        })}
      </p>
      <Choice
        legend={t("rate.satisfaction")}
        hint={t("rate.ends")}
        value={satisfaction}
        options={fiveSteps}
        onChange={setSatisfaction}
      />
      <Choice
        legend={t("rate.clarity")}
        hint={t("rate.clarityEnds")}
        value={clarity}
        options={fiveSteps}
        onChange={setClarity}
      />
      <div>
        <label className="c-label" htmlFor={id}>
          {t("rate.comment")}
        </label>
        <Input.TextArea
          id={id}
          value={comment}
          maxLength={500}
          autoSize={{ minRows: 2, maxRows: 6 }}
          onChange={(event) => setComment(event.target.value)}
        />
      </div>
      <p role="alert" className="c-field-problem">
        {send.isError ? words(wordsFor(send.error)) : wasTried && !isComplete ? t("rate.missing") : ""}
      </p>
      <Button type="primary" size="large" block htmlType="submit" loading={send.isPending}>
        {t("rate.submit")}
      </Button>
    </form>
  );
}
