import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get, Nothing, postOnce, showDone, showProblem, withQuery } from "../../web/api-client.js";
import { Card } from "../../web/components/Card.js";
import { ConfirmReason } from "../../web/components/ConfirmReason.js";
import { type DataColumn, DataTable } from "../../web/components/DataTable.js";
import { LocalTime } from "../../web/components/LocalTime.js";
import { SearchBox } from "../../web/components/SearchBox.js";
import { AppLink } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { LinkList, type LinkView, Unlinked, type UnlinkView } from "../api/links.js";
import { useLinkTexts } from "./link-texts.js";

const pageSize = 20;

type Wish =
  | { readonly kind: "unlink"; readonly link: LinkView }
  | { readonly kind: "undo"; readonly taken: UnlinkView };

/** 工号对应: whom each key of the system means; one is taken away with a reason, and given back. */
export function StaffLinks({ connectorId }: { connectorId: string }) {
  const t = useLinkTexts();
  const may = useMay();
  const queryClient = useQueryClient();
  const [q, setQ] = useState("");
  const [number, setNumber] = useState(1);
  const [wish, setWish] = useState<Wish>();
  const base = `/api/connectors/${connectorId}`;
  const links = useQuery({
    queryKey: ["experts", { staffLinks: connectorId, q, number }],
    queryFn: () =>
      get(withQuery(`${base}/links`, { q, limit: pageSize, offset: (number - 1) * pageSize }), LinkList),
    placeholderData: keepPreviousData,
  });
  const act = useMutation({
    mutationFn: async ({ one, reason }: { one: Wish; reason: string }) => {
      if (one.kind === "unlink")
        await postOnce(`${base}/unlinks`, Unlinked, { staffKey: one.link.staffKey, reason });
      else await postOnce(`${base}/unlinks/${one.taken.unlinkId}/undo`, Nothing, { reason });
    },
    onSuccess: (_, { one }) => {
      showDone(t(one.kind === "unlink" ? "unlinked" : "undone"));
      setWish(undefined);
    },
    onError: showProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["experts"] }),
  });
  const mayManage = may("connector.manage");
  const about = wish?.kind === "undo" ? wish.taken : wish?.link;
  const named = { key: about?.staffKey ?? "", name: about?.expertName ?? "" };
  const columns: DataColumn<LinkView>[] = [
    {
      key: "key",
      title: t("key"),
      isAlways: true,
      card: "head",
      render: ({ staffKey, personKey }) => (
        <>
          {staffKey}
          {personKey !== staffKey && <span className="c-quiet"> · {personKey}</span>}
        </>
      ),
    },
    {
      key: "expert",
      title: t("expert"),
      isAlways: true,
      render: ({ practitionerId, expertName }) => (
        <AppLink to={`/experts/${practitionerId}`}>{expertName}</AppLink>
      ),
    },
    { key: "department", title: t("department"), render: ({ departmentName }) => departmentName },
    { key: "status", title: t("status"), render: ({ status }) => t(`states.${status}`) },
    { key: "at", title: t("at"), render: ({ effectiveAt }) => <LocalTime at={effectiveAt} /> },
    ...(mayManage
      ? [
          {
            key: "acts",
            title: t("acts"),
            isAlways: true,
            render: (link: LinkView) => (
              <Button
                size="small"
                aria-label={t("unlinkFor", { key: link.staffKey, name: link.expertName })}
                onClick={() => setWish({ kind: "unlink", link })}
              >
                {t("unlink")}
              </Button>
            ),
          } satisfies DataColumn<LinkView>,
        ]
      : []),
  ];
  return (
    <Card title={t("title")}>
      <div className="c-stack">
        <p className="c-quiet">{t("note")}</p>
        <DataTable
          id="interop.links"
          isFixed
          label={t("label")}
          rows={links.data?.items}
          rowKey={({ staffKey }) => staffKey}
          columns={columns}
          error={links.error}
          onRetry={() => links.refetch()}
          empty={<p className="c-quiet">{t("none")}</p>}
          page={{ number, size: pageSize, total: links.data?.total ?? 0, onChange: setNumber }}
          toolbar={
            <SearchBox
              label={t("search")}
              placeholder={t("search")}
              value={q}
              onChange={(text) => {
                setNumber(1);
                setQ(text);
              }}
            />
          }
        />
      </div>
      <Taken
        items={links.data?.unlinks ?? []}
        mayUndo={mayManage}
        onUndo={(taken) => setWish({ kind: "undo", taken })}
      />
      <ConfirmReason
        isOpen={wish !== undefined}
        title={t(wish?.kind === "undo" ? "undoTitle" : "unlinkTitle", named)}
        consequence={t(wish?.kind === "undo" ? "undoNote" : "unlinkNote")}
        reasons={[]}
        isNoteRequired
        isPending={act.isPending}
        confirmLabel={t(wish?.kind === "undo" ? "undo" : "unlink")}
        onConfirm={({ note }) => wish !== undefined && act.mutate({ one: wish, reason: note })}
        onClose={() => setWish(undefined)}
      />
    </Card>
  );
}

function Taken(props: {
  items: readonly UnlinkView[];
  mayUndo: boolean;
  onUndo: (taken: UnlinkView) => void;
}) {
  const t = useLinkTexts();
  if (props.items.length === 0) return null;
  return (
    <>
      <h3>{t("history")}</h3>
      <ul className="c-facts">
        {props.items.map((taken) => (
          <li key={taken.unlinkId} className="c-actions">
            <span>
              {t("taken", { key: taken.staffKey, name: taken.expertName })}{" "}
              <span className="c-quiet">
                <LocalTime at={taken.unlinkedAt} form="date" /> · {taken.reason}
                {taken.status === "undone" && ` · ${t("undone")}：${taken.undoneReason ?? ""}`}
              </span>
            </span>
            {props.mayUndo && taken.status === "unlinked" && (
              <Button size="small" onClick={() => props.onUndo(taken)}>
                {t("undo")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
