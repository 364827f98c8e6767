import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, type InputRef } from "antd";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { get, postOnce, showDone, showProblem, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { EmptyState, QueryView } from "../../web/components/states.js";
import { useDebounced } from "../../web/hooks/use-debounced.js";
import { useListKeys } from "../../web/hooks/use-list-keys.js";
import { isKeyTaken } from "../../web/hooks/typing.js";
import { useIsOperator } from "../../web/institutions.js";
import { AppLink } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { type ReviewGroupView, reviewKinds, ReviewOutcome, ReviewQueue } from "../api.js";
import { DecidedList } from "./DecidedList.js";
import "./review.css";
import { type Choice, ReviewItem } from "./ReviewItem.js";
import { useReviewTexts } from "./texts.js";

type TermKind = ReviewGroupView["kind"];

const groupKey = (group: ReviewGroupView): string => `${group.kind} ${group.items[0]?.id ?? group.name}`;

const pageSize = 50;

/** 名称核对: the questions an import left, answered by keyboard or tap. */
export function ReviewQueuePage() {
  const t = useReviewTexts();
  const may = useMay();
  const isOperator = useIsOperator();
  const [shown, setShown] = useState(pageSize);
  const [kind, setKind] = useState<TermKind | "all">("all");
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim(), 250);
  const filter = { ...(kind !== "all" && { kind }), ...(q !== "" && { q }) };
  const queue = useQuery({
    queryKey: ["review", { shown, ...filter }],
    queryFn: () => get(withQuery("/api/terms/review", { limit: shown, ...filter }), ReviewQueue),
    placeholderData: (before) => before,
  });
  return (
    <>
      <PageHeader title={t("title")} note={t("note")} />
      <QueryView query={queue} lines={8}>
        {(data) => (
          <div className="c-columns-2">
            {data.items.length === 0 && kind === "all" && q === "" ? (
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
                <Filters
                  counts={data.counts}
                  kind={kind}
                  onKind={(next) => {
                    setKind(next);
                    setShown(pageSize);
                  }}
                  typed={typed}
                  onType={setTyped}
                />
                {data.items.length === 0 && <p className="c-quiet">{t("noneFound")}</p>}
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

/** Which names are shown: by kind, and by the characters they hold. */
function Filters(props: {
  counts: ReviewQueue["counts"];
  kind: TermKind | "all";
  onKind: (kind: TermKind | "all") => void;
  typed: string;
  onType: (typed: string) => void;
}) {
  const { counts, kind, onKind, typed, onType } = props;
  const t = useReviewTexts();
  const field = useRef<InputRef>(null);
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (event.key !== "/" || isKeyTaken(event)) return;
      event.preventDefault();
      field.current?.focus();
    };
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, []);
  const all = reviewKinds.reduce((sum, one) => sum + (counts[one] ?? 0), 0);
  const kinds = [
    { value: "all" as const, label: `${t("allKinds")} ${String(all)}` },
    ...reviewKinds
      .filter((one) => counts[one] !== undefined || one === kind)
      .map((one) => ({ value: one, label: `${t(`kind.${one}`)} ${String(counts[one] ?? 0)}` })),
  ];
  return (
    <div className="c-review-filters">
      {kinds.length > 2 && (
        <div role="group" aria-label={t("kindLabel")} className="c-review-kinds">
          {kinds.map(({ value, label }) => (
            <button key={value} type="button" aria-pressed={value === kind} onClick={() => onKind(value)}>
              {label}
            </button>
          ))}
        </div>
      )}
      <Input
        ref={field}
        allowClear
        value={typed}
        aria-label={t("search")}
        placeholder={t("search")}
        onChange={(event) => onType(event.target.value)}
        onKeyDown={(event) => {
          // Back to the list, so that the next key answers and does not write.
          if (event.key === "Escape" || event.key === "Enter") event.currentTarget.blur();
        }}
      />
    </div>
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
            counts: {
              ...before.counts,
              [done.group.kind]: Math.max(0, (before.counts[done.group.kind] ?? 1) - 1),
            },
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
    const candidate = /^[1-9]$/.test(event.key) ? current.candidates[Number(event.key) - 1] : undefined;
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
    ["1–9", t("keys.choose")],
    ["Enter", t("keys.confirm")],
    ...(isOperator ? [["a", t("keys.all")] as const] : []),
    ["s", t("keys.skip")],
    ["u", t("keys.undo")],
    ["/", t("keys.search")],
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
