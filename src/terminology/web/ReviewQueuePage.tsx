import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useEffectEvent, useState } from "react";
import { get, postOnce, showDone, showProblem, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { useListKeys } from "../../web/hooks/use-list-keys.js";
import { isKeyTaken } from "../../web/hooks/typing.js";
import { useIsOperator } from "../../web/institutions.js";
import { AppLink } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { type ReviewGroupView, ReviewOutcome, ReviewQueue } from "../api.js";
import { DecidedList } from "./DecidedList.js";
import "./review.css";
import { type Choice, ReviewItem } from "./ReviewItem.js";
import { useReviewTexts } from "./texts.js";

const groupKey = (group: ReviewGroupView): string => `${group.kind} ${group.items[0]?.id ?? group.name}`;

const pageSize = 50;

/** 名称核对: the questions an import left, answered by keyboard or tap. */
export function ReviewQueuePage() {
  const t = useReviewTexts();
  const may = useMay();
  const isOperator = useIsOperator();
  const [shown, setShown] = useState(pageSize);
  const queue = useQuery({
    queryKey: ["review", { shown }],
    queryFn: () => get(withQuery("/api/terms/review", { limit: shown }), ReviewQueue),
    placeholderData: (before) => before,
  });
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} />
      <QueryView query={queue} lines={8}>
        {(data) => (
          <div className="c-columns-2">
            {data.items.length === 0 ? (
              <Card>
                <EmptyState
                  title={t("emptyTitle")}
                  note={t("emptyNote")}
                  {...(may("expert.import") && {
                    action: <AppLink to="/experts/import">{t("importLink")}</AppLink>,
                  })}
                />
              </Card>
            ) : (
              <section aria-label={t("list")}>
                <OpenNames queue={data} isOperator={isOperator} />
                {data.total > data.items.length && shown < 200 && (
                  <div className="c-actions c-centre" style={{ marginTop: 12 }}>
                    <Button onClick={() => setShown(Math.min(200, shown + pageSize))}>{t("more")}</Button>
                  </div>
                )}
              </section>
            )}
            <Card title={t("decided")}>
              <DecidedList decided={data.decided} isOperator={isOperator} />
            </Card>
          </div>
        )}
      </QueryView>
    </>
  );
}

type Act =
  | {
      readonly verb: "resolve";
      readonly group: ReviewGroupView;
      readonly choice: Choice;
      readonly scope: "institution" | "all";
    }
  | { readonly verb: "dismiss"; readonly group: ReviewGroupView }
  | { readonly verb: "undo"; readonly ids: readonly string[] };

async function perform(act: Act): Promise<void> {
  if (act.verb === "undo") {
    for (const id of act.ids) await postOnce(`/api/terms/review/${id}/undo`, ReviewOutcome);
    return;
  }
  const { items } = act.group;
  const body = act.verb === "resolve" ? { code: act.choice.code, scope: act.scope } : undefined;
  // An answer for all settles every item of the name by its first one.
  const asked = act.verb === "resolve" && act.scope === "all" ? items.slice(0, 1) : items;
  for (const { id } of asked) await postOnce(`/api/terms/review/${id}/${act.verb}`, ReviewOutcome, body);
}

function OpenNames({ queue, isOperator }: { queue: ReviewQueue; isOperator: boolean }) {
  const t = useReviewTexts();
  const queryClient = useQueryClient();
  const { items } = queue;
  const { containerRef, active, rowProps } = useListKeys({ count: items.length });
  const current = items[Math.max(active, 0)];
  const [chosen, setChosen] = useState<{ readonly key: string; readonly choice: Choice }>();
  const [undoable, setUndoable] = useState<readonly (readonly string[])[]>([]);
  const act = useMutation({
    mutationFn: perform,
    onSuccess: (_reply, done) => {
      if (done.verb === "undo") {
        setUndoable(undoable.slice(0, -1));
        showDone(t("undone"));
        return;
      }
      const { name } = done.group;
      // Gone at once, so that the next key meets the next name and never the same one twice.
      queryClient.setQueriesData<ReviewQueue>(
        { queryKey: ["review"] },
        (before) =>
          before && {
            ...before,
            items: before.items.filter((one) => groupKey(one) !== groupKey(done.group)),
            total: before.total - 1,
          },
      );
      // An answer for all is one decision: taking one item of it back takes back the whole.
      const ids = done.group.items.map(({ id }) => id);
      setUndoable([...undoable, done.verb === "resolve" && done.scope === "all" ? ids.slice(0, 1) : ids]);
      setChosen(undefined);
      showDone(
        done.verb === "resolve"
          ? t("resolved", { name, code: `${done.choice.code} ${done.choice.name}` })
          : t("dismissed", { name }),
      );
    },
    onError: showProblem,
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ["review"] }),
  });
  const choice = current !== undefined && chosen?.key === groupKey(current) ? chosen.choice : undefined;
  const choose = (group: ReviewGroupView, next: Choice) => setChosen({ key: groupKey(group), choice: next });
  const resolve = (scope: "institution" | "all") => {
    if (current === undefined || act.isPending) return;
    if (choice === undefined) showDone(t("chooseFirst"));
    else act.mutate({ verb: "resolve", group: current, choice, scope });
  };
  const dismiss = () => {
    if (current !== undefined && !act.isPending) act.mutate({ verb: "dismiss", group: current });
  };

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isKeyTaken(event) || current === undefined) return;
    const onButton = event.target instanceof Element && event.target.closest("button, a") !== null;
    const candidate = /^[1-5]$/.test(event.key) ? current.candidates[Number(event.key) - 1] : undefined;
    const last = undoable.at(-1);
    if (candidate !== undefined) choose(current, candidate);
    else if (event.key === "Enter" && !onButton) resolve("institution");
    else if (event.key === "a" && isOperator) resolve("all");
    else if (event.key === "s") dismiss();
    else if (event.key === "u" && last !== undefined && !act.isPending)
      act.mutate({ verb: "undo", ids: last });
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, []);

  return (
    <div ref={containerRef}>
      <h2 style={{ marginBottom: 6 }}>{t("open", { count: queue.total })}</h2>
      <KeyLegend isOperator={isOperator} />
      <ol className="c-review" aria-label={t("list")}>
        {items.map((group, index) => {
          const isActive = group === current;
          return (
            <li
              key={groupKey(group)}
              {...rowProps(index)}
              data-active={isActive ? "" : undefined}
              onClick={(event) => {
                if (!isActive) event.currentTarget.focus();
              }}
            >
              <ReviewItem
                group={group}
                isActive={isActive}
                isOperator={isOperator}
                isPending={act.isPending}
                choice={isActive ? choice : undefined}
                onChoose={(next) => choose(group, next)}
                onResolve={resolve}
                onDismiss={dismiss}
              />
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function KeyLegend({ isOperator }: { isOperator: boolean }) {
  const t = useReviewTexts();
  const keys = [
    ["j k", t("keys.move")],
    ["1–5", t("keys.choose")],
    ["Enter", t("keys.confirm")],
    ...(isOperator ? [["a", t("keys.all")] as const] : []),
    ["s", t("keys.skip")],
    ["u", t("keys.undo")],
  ] as const;
  return (
    <p className="c-key-legend" aria-label={t("keysLabel")}>
      {keys.map(([key, meaning]) => (
        <span key={key}>
          <kbd>{key}</kbd> {meaning}
        </span>
      ))}
    </p>
  );
}
