import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get, Nothing, postOnce, showDone, showProblem } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { AppLink } from "../../web/navigation.js";
import { type DuplicateView, Merged, MergeList, type RecordFace } from "../api/registry.js";
import { useClaimTexts } from "./claim-texts.js";
import { useExpertTexts } from "./texts.js";

type Wish =
  | {
      readonly kind: "merge";
      readonly pair: DuplicateView;
      readonly kept: RecordFace;
      readonly gone: RecordFace;
    }
  | { readonly kind: "apart"; readonly pair: DuplicateView }
  | { readonly kind: "undo"; readonly mergeId: string };

/** Records that may be one person, side by side, and what was merged before. */
export function Duplicates({ items }: { items: readonly DuplicateView[] }) {
  const t = useClaimTexts();
  const queryClient = useQueryClient();
  const [wish, setWish] = useState<Wish>();
  const act = useMutation({
    mutationFn: async ({ wish: one, reason }: { wish: Wish; reason: string }) => {
      if (one.kind === "undo") await postOnce(`/api/experts/merges/${one.mergeId}/undo`, Nothing, { reason });
      else if (one.kind === "apart")
        await postOnce("/api/experts/duplicates/keep-apart", Nothing, {
          firstId: one.pair.first.practitionerId,
          secondId: one.pair.second.practitionerId,
          reason,
        });
      else
        await postOnce("/api/experts/merges", Merged, {
          keptId: one.kept.practitionerId,
          goneId: one.gone.practitionerId,
          reason,
          grounds: one.pair.reasons,
        });
    },
    onSuccess: (_, { wish: { kind } }) => {
      showDone(
        t(
          kind === "merge"
            ? "duplicate.merged"
            : kind === "undo"
              ? "duplicate.undone"
              : "duplicate.apartDone",
        ),
      );
      setWish(undefined);
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  const kind = wish?.kind ?? "merge";
  return (
    <>
      {items.length === 0 && <EmptyState title={t("duplicate.emptyTitle")} note={t("duplicate.emptyNote")} />}
      {items.map((pair) => (
        <Card
          key={`${pair.first.practitionerId} ${pair.second.practitionerId}`}
          title={
            pair.first.name === pair.second.name
              ? pair.first.name
              : `${pair.first.name} / ${pair.second.name}`
          }
          extra={
            <Button size="small" onClick={() => setWish({ kind: "apart", pair })}>
              {t("duplicate.apart")}
            </Button>
          }
        >
          <p className="c-quiet">
            {`${t("duplicate.likeness", { percent: Math.round(pair.score * 100) })} · ${t("duplicate.agree")}${pair.reasons
              .map((reason) => t(`duplicate.reason.${reason}`))
              .join("、")}`}
          </p>
          <div className="c-sides">
            <Face
              record={pair.first}
              onKeep={() => setWish({ kind: "merge", pair, kept: pair.first, gone: pair.second })}
            />
            <Face
              record={pair.second}
              onKeep={() => setWish({ kind: "merge", pair, kept: pair.second, gone: pair.first })}
            />
          </div>
        </Card>
      ))}
      <MergeHistory onUndo={(mergeId) => setWish({ kind: "undo", mergeId })} />
      <ConfirmReason
        isOpen={wish !== undefined}
        title={t(`duplicate.${kind}Title`)}
        consequence={t(`duplicate.${kind}Note`)}
        reasons={[]}
        isNoteRequired
        isPending={act.isPending}
        confirmLabel={t(`duplicate.${kind}`)}
        onConfirm={({ note }) => wish !== undefined && act.mutate({ wish, reason: note })}
        onClose={() => setWish(undefined)}
      />
    </>
  );
}

function Face({ record, onKeep }: { record: RecordFace; onKeep: () => void }) {
  const t = useClaimTexts();
  const words = useExpertTexts();
  const facts = [
    record.licenceNumber === null
      ? t("duplicate.noLicence")
      : t("duplicate.licence", { number: record.licenceNumber }),
    ...(record.gender === null ? [] : [words(`gender.${record.gender}`)]),
    ...(record.birthOn === null ? [] : [t("duplicate.born", { on: record.birthOn })]),
    t(record.hasAccount ? "duplicate.account" : "duplicate.noAccount"),
    t("duplicate.claims", { count: record.claims }),
  ];
  return (
    <div className="c-side-card">
      <AppLink to={`/experts/${record.practitionerId}`}>{record.name}</AppLink>
      {record.posts.map((post) => (
        <span key={`${post.institutionName} ${post.departmentName}`}>
          {[post.institutionName, post.departmentName, post.titleName]
            .filter((one) => one !== null)
            .join(" · ")}
        </span>
      ))}
      <span className="c-quiet">{facts.join(" · ")}</span>
      <Button
        aria-label={t("duplicate.keepFor", {
          name: record.name,
          place: record.posts[0]?.institutionName ?? record.practitionerId.slice(0, 8),
        })}
        onClick={onKeep}
      >
        {t("duplicate.keep")}
      </Button>
    </div>
  );
}

function MergeHistory({ onUndo }: { onUndo: (mergeId: string) => void }) {
  const t = useClaimTexts();
  const merges = useQuery({
    queryKey: ["experts", "merges"],
    queryFn: () => get("/api/experts/merges", MergeList),
  });
  return (
    <Card title={t("duplicate.history")}>
      <QueryView query={merges}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="c-quiet">{t("duplicate.noHistory")}</p>
          ) : (
            <ul className="c-facts">
              {items.map((merge) => (
                <li key={merge.mergeId} className="c-actions">
                  <span>
                    {`${merge.goneName} ${t("duplicate.into")} `}
                    <AppLink to={`/experts/${merge.keptId}`}>{merge.keptName}</AppLink>{" "}
                    <span className="c-quiet">
                      <LocalTime at={merge.mergedAt} form="date" /> · {merge.reason}
                      {merge.status === "undone" &&
                        ` · ${t("duplicate.undone")}：${merge.undoneReason ?? ""}`}
                    </span>
                  </span>
                  {merge.status === "merged" && (
                    <Button size="small" onClick={() => onUndo(merge.mergeId)}>
                      {t("duplicate.undo")}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  );
}
