import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Modal } from "antd";
import { useId, useState } from "react";
import { z } from "zod";
import { get, Nothing, postOnce, showDone, showProblem, upload } from "../../web/api-client.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { FileDrop } from "../../web/components/FileDrop.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { QueryView } from "../../web/components/states.js";
import { StatusTag } from "../../web/components/StatusTag.js";
import { AppLink } from "../../web/navigation.js";
import { ClaimList, type ClaimView, ObjectionFiled } from "../api/claims.js";
import { useClaimTexts } from "./claim-texts.js";
import { claimTones, isSameThing } from "./claim-words.js";
import { useExpertTexts } from "./texts.js";

type Asking = "dispute" | "withdraw" | "contest";

/** One fact: source, check, evidence, what else was said about it, and what the viewer may do. */
export function ClaimDetail(props: {
  practitionerId: string;
  claim: ClaimView;
  list: Pick<ClaimList, "canCheck" | "statesAs">;
  isSelf: boolean;
  onClose: () => void;
}) {
  const { practitionerId, claim, list, isSelf, onClose } = props;
  const t = useClaimTexts();
  const words = useExpertTexts();
  const id = useId();
  const queryClient = useQueryClient();
  const [note, setNote] = useState("");
  const [asking, setAsking] = useState<Asking>();
  const base = `/api/experts/${practitionerId}/claims/${claim.claimId}`;
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["experts"] });
  const finish = (done: string) => {
    showDone(done);
    onClose();
  };
  const verify = useMutation({
    mutationFn: () => postOnce(`${base}/verify`, Nothing, note.trim() === "" ? {} : { note: note.trim() }),
    onSuccess: () => finish(t("detail.verified_")),
    onError: showProblem,
    onSettled: refresh,
  });
  const act = useMutation({
    mutationFn: async ({ kind, reason }: { kind: Asking; reason: string }) => {
      if (kind === "contest")
        await postOnce(`/api/experts/${practitionerId}/objections`, ObjectionFiled, {
          about: "claim",
          claimId: claim.claimId,
          text: reason,
        });
      else await postOnce(`${base}/${kind}`, Nothing, { reason });
    },
    onSuccess: (_, { kind }) =>
      finish(
        t(`detail.${kind === "dispute" ? "disputed_" : kind === "withdraw" ? "withdrawn_" : "contested_"}`),
      ),
    onError: showProblem,
    onSettled: refresh,
  });
  const isLive = !claim.isSuperseded && claim.state !== "withdrawn";
  const isContradicted = claim.conflictId !== null;
  const isOwn = isSelf && claim.source === "self_reported";
  const mayAdd = isLive && (list.canCheck || isOwn);
  return (
    <Modal
      open
      width={600}
      title={`${words(`claimKind.${claim.kind}`)}：${claim.label}`}
      footer={
        <div className="c-actions">
          {isLive && list.canCheck && !isContradicted && (
            <>
              {claim.state !== "disputed" && (
                <Button onClick={() => setAsking("dispute")}>{t("detail.dispute")}</Button>
              )}
              <Button type="primary" loading={verify.isPending} onClick={() => verify.mutate()}>
                {t("detail.verify")}
              </Button>
            </>
          )}
          {isLive && isOwn && <Button onClick={() => setAsking("withdraw")}>{t("detail.withdraw")}</Button>}
          {isLive && isSelf && !isOwn && (
            <Button onClick={() => setAsking("contest")}>{t("detail.contest")}</Button>
          )}
          <Button onClick={onClose}>{t("detail.close")}</Button>
        </div>
      }
      onCancel={onClose}
    >
      <div className="c-form-gap">
        {isContradicted && (
          <p className="c-notice-line">
            {t("detail.settleFirst")}{" "}
            {list.canCheck && <AppLink to="/experts/checks">{t("detail.goSettle")}</AppLink>}
          </p>
        )}
        <Lines claim={claim} evidenceUrl={`${base}/evidence`} />
        {isLive && list.canCheck && !isContradicted && (
          <div>
            <label className="c-label" htmlFor={`${id}-note`}>
              {t("detail.verifyNote")}
            </label>
            <Input
              id={`${id}-note`}
              value={note}
              maxLength={500}
              onChange={(event) => setNote(event.target.value)}
            />
          </div>
        )}
        {mayAdd && (
          <FileDrop
            label={t("detail.upload")}
            accept={[".pdf", ".jpg", ".jpeg", ".png"]}
            kinds={t("detail.kinds")}
            maxBytes={20 * 1024 * 1024}
            send={async (file, onProgress) => {
              await upload(`${base}/evidence`, z.strictObject({ fileId: z.uuid() }), file, { onProgress });
              await refresh();
            }}
          />
        )}
        {(list.canCheck || isSelf) && <History practitionerId={practitionerId} claim={claim} />}
      </div>
      <ConfirmReason
        isOpen={asking !== undefined}
        title={asking === undefined ? "" : t(`detail.${asking}Title`)}
        consequence={asking === undefined ? "" : t(`detail.${asking}Note`)}
        reasons={[]}
        isNoteRequired
        isPending={act.isPending}
        confirmLabel={asking === undefined ? "" : t(`detail.${asking}`)}
        onConfirm={({ note: reason }) => asking !== undefined && act.mutate({ kind: asking, reason })}
        onClose={() => setAsking(undefined)}
      />
    </Modal>
  );
}

function Lines({ claim, evidenceUrl }: { claim: ClaimView; evidenceUrl: string }) {
  const t = useClaimTexts();
  const words = useExpertTexts();
  const { evidence } = claim;
  const lines: (readonly [string, React.ReactNode])[] = [
    ...(claim.quantity === null ? [] : [[t("detail.quantity"), claim.quantity] as const]),
    ...(claim.code === null ? [] : [[t("detail.code"), claim.code] as const]),
    [t("detail.source"), words(`claimSource.${claim.source}`)],
    [
      t("detail.state"),
      <StatusTag key="state" tone={claimTones[claim.state]}>
        {words(`claimState.${claim.state}`)}
      </StatusTag>,
    ],
    [t("detail.asOf"), claim.asOf],
    ...(claim.assertedBy === null ? [] : [[t("detail.assertedBy"), claim.assertedBy] as const]),
    ...(claim.verifiedAt === null
      ? []
      : [
          [
            t("detail.verified"),
            <>
              {claim.verifiedBy} <LocalTime at={claim.verifiedAt} form="date" />
            </>,
          ] as const,
        ]),
    ...(claim.nextDueOn === null
      ? []
      : [
          [
            t("detail.due"),
            claim.isOverdue ? t("line.overdue", { on: claim.nextDueOn }) : claim.nextDueOn,
          ] as const,
        ]),
    ...(claim.disputedReason === null ? [] : [[t("detail.doubt"), claim.disputedReason] as const]),
    [
      t("detail.evidence"),
      evidence === null ? (
        <span className="c-quiet">{t("detail.noEvidence")}</span>
      ) : (
        <>
          {[evidence.reference, evidence.note].filter((one) => one !== undefined).join("；")}{" "}
          {evidence.fileId !== undefined && (
            <a href={evidenceUrl} target="_blank" rel="noreferrer">
              {t("detail.file")}
            </a>
          )}
        </>
      ),
    ],
  ];
  return (
    <dl className="c-dl c-two">
      {lines.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function History({ practitionerId, claim }: { practitionerId: string; claim: ClaimView }) {
  const t = useClaimTexts();
  const words = useExpertTexts();
  const [isOpen, setIsOpen] = useState(false);
  const history = useQuery({
    queryKey: ["experts", practitionerId, "claims", { history: true }],
    queryFn: () => get(`/api/experts/${practitionerId}/claims?history=true`, ClaimList),
    enabled: isOpen,
  });
  if (!isOpen)
    return (
      <div>
        <Button type="link" style={{ padding: 0 }} onClick={() => setIsOpen(true)}>
          {t("detail.history")}
        </Button>
      </div>
    );
  return (
    <section>
      <h3>{t("detail.history")}</h3>
      <p className="c-quiet">{t("detail.historyNote")}</p>
      <QueryView query={history}>
        {({ items }) => {
          const others = items.filter((one) => one.claimId !== claim.claimId && isSameThing(one, claim));
          if (others.length === 0) return <p className="c-quiet">{t("detail.noHistory")}</p>;
          return (
            <ul className="c-facts">
              {others.map((one) => (
                <li key={one.claimId}>
                  <span className="c-fact-value">
                    {one.label}
                    {one.quantity === null ? "" : ` ${one.quantity}`}
                  </span>{" "}
                  <span className="c-quiet">
                    {[
                      words(`claimSource.${one.source}`),
                      one.asOf,
                      one.isSuperseded ? t("detail.replaced") : words(`claimState.${one.state}`),
                      ...(one.disputedReason === null ? [] : [one.disputedReason]),
                    ].join(" · ")}
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </QueryView>
    </section>
  );
}
