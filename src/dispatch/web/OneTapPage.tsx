import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { OfflineError, post, postOnce, ProblemError, wordsFor } from "../../web/api-client.js";
import { Countdown } from "../../web/components/Countdown.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { ErrorState, LoadingState } from "../../web/components/states.js";
import { UrgencyTag } from "../../web/components/UrgencyTag.js";
import { useNow } from "../../web/hooks/use-now.js";
import { useWords } from "../../web/i18n/index.js";
import { BrandMark } from "../../web/shell/BrandMark.js";
import { LanguageSwitch, ThemeSwitch } from "../../web/shell/Switches.js";
import { OfferAccepted, OneTapView } from "../api.js";
import "./one-tap.css";
import { useOneTapTexts } from "./one-tap-texts.js";

/** 一键接诊: what a message's link opens. It shows facts without the question; only the button accepts. */
export function OneTapPage() {
  const t = useOneTapTexts();
  const [token] = useState(() => location.pathname.split("/")[2] ?? "");
  const offer = useQuery({
    queryKey: ["one-tap", token],
    queryFn: () => post("/api/one-tap/look", OneTapView, { token }),
    refetchInterval: 15_000,
    retry: false,
  });
  return (
    <main className="c-one-tap">
      <title>{`${t("title")} · Consilium`}</title>
      <div className="c-one-tap-top">
        <BrandMark size={26} />
        <span>Consilium</span>
        <div className="c-one-tap-switches">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </div>
      {offer.data !== undefined ? (
        <Offer offer={offer.data} token={token} />
      ) : offer.isError ? (
        <>
          <ErrorState
            error={offer.error}
            {...(offer.error instanceof ProblemError && { title: t("unknown") })}
            {...(offer.error instanceof OfflineError && { onRetry: () => offer.refetch() })}
          />
          <SignInLink />
        </>
      ) : (
        <LoadingState lines={5} />
      )}
    </main>
  );
}

function SignInLink() {
  const t = useOneTapTexts();
  return (
    <p className="c-one-tap-more">
      <a href="/offers">{t("signIn")}</a>
    </p>
  );
}

function Offer({ offer, token }: { offer: OneTapView; token: string }) {
  const t = useOneTapTexts();
  const words = useWords();
  const now = useNow();
  const accept = useMutation({
    // A yes is said now or not at all: one that waits for the network would be said without the doctor knowing.
    networkMode: "always",
    mutationFn: () => postOnce("/api/one-tap/accept", OfferAccepted, { token }),
    // A fresh start: the session is new, and the address with the link is left behind.
    onSuccess: ({ caseId }) =>
      location.replace(offer.mode === "video" ? `/room/${caseId}` : `/cases/${caseId}/opinion`),
  });
  const isTimeUp = Date.parse(offer.expiresAt) <= now;
  const state = offer.state === "open" && isTimeUp ? "expired" : offer.state;
  if (state !== "open" && !accept.isPending && !accept.isSuccess)
    return (
      <>
        <h1>{t(`ended.${state}`)}</h1>
        <p className="c-quiet">{t(`ended.${state}Note`)}</p>
        <SignInLink />
      </>
    );
  return (
    <>
      <h1>{t("heading")}</h1>
      <p className="c-one-tap-level">
        <UrgencyTag level={offer.urgencyLevel} /> <Countdown dueAt={offer.expiresAt} isSpoken />
      </p>
      <dl className="c-one-tap-facts">
        <dt>{t("to")}</dt>
        <dd>{offer.expertName}</dd>
        <dt>{t("from")}</dt>
        <dd>{offer.institutionName}</dd>
        <dt>{t("mode")}</dt>
        <dd>{t(`modes.${offer.mode}`)}</dd>
        <dt>{t("until")}</dt>
        <dd>
          <LocalTime at={offer.expiresAt} otherZone={offer.timeZone} />
        </dd>
      </dl>
      <p className="c-one-tap-problem" role="status">
        {accept.isSuccess
          ? t("opening")
          : accept.error instanceof OfflineError
            ? t("uncertain")
            : accept.error !== null
              ? words(wordsFor(accept.error))
              : ""}
      </p>
      <Button
        type="primary"
        size="large"
        block
        loading={accept.isPending || accept.isSuccess}
        onClick={() => accept.mutate()}
      >
        {t("accept")}
      </Button>
      <p className="c-quiet">{t("note")}</p>
      <p className="c-one-tap-more">
        <a href="/offers">{t("later")}</a>
      </p>
    </>
  );
}
