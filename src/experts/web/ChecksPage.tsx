import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { get } from "../../web/api-client.js";
import { PageHeader } from "../../web/components/PageHeader.js";
import { QueryView } from "../../web/components/states.js";
import { useSearchParam } from "../../web/navigation.js";
import { useMay } from "../../web/session.js";
import { ConflictList, ObjectionList } from "../api/claims.js";
import { DuplicateList } from "../api/registry.js";
import { useClaimTexts } from "./claim-texts.js";
import { Conflicts } from "./Conflicts.js";
import { Duplicates } from "./Duplicates.js";
import "./experts.css";
import { Objections } from "./Objections.js";

const tabs = ["conflicts", "duplicates", "objections"] as const;
type Tab = (typeof tabs)[number];

/** 资料核对: where sources contradict, records may be doubles, or an expert objects, people decide. */
export function ChecksPage() {
  const t = useClaimTexts();
  const may = useMay();
  const [chosen, choose] = useSearchParam("tab");
  const [asked] = useSearchParam("conflict");
  const conflicts = useQuery({
    queryKey: ["experts", "conflicts"],
    queryFn: () => get("/api/experts/conflicts", ConflictList),
  });
  const mayMerge = may("expert.merge");
  const duplicates = useQuery({
    queryKey: ["experts", "duplicates"],
    queryFn: () => get("/api/experts/duplicates", DuplicateList),
    enabled: mayMerge,
  });
  const objections = useQuery({
    queryKey: ["experts", "objections"],
    queryFn: () => get("/api/experts/objections", ObjectionList),
  });
  const counts: Readonly<Record<Tab, number | undefined>> = {
    conflicts: conflicts.data?.total,
    duplicates: duplicates.data?.total,
    objections: objections.data?.items.filter(({ status }) => status === "open").length,
  };
  const open = tabs.filter((tab) => tab !== "duplicates" || mayMerge);
  const tab = open.find((one) => one === chosen) ?? "conflicts";
  return (
    <>
      <PageHeader title={t("checks.title")} note={t("checks.note")} />
      <div className="c-stack">
        <div>
          <Segmented
            aria-label={t("checks.tabs")}
            value={tab}
            options={open.map((value) => ({
              value,
              label: t(`checks.${value}`, { count: counts[value] ?? "…" }),
            }))}
            onChange={choose}
          />
        </div>
        {tab === "conflicts" && (
          <QueryView query={conflicts} lines={8}>
            {(list) => <Conflicts items={list.items} total={list.total} asked={asked} />}
          </QueryView>
        )}
        {tab === "duplicates" && (
          <QueryView query={duplicates} lines={8}>
            {(list) => <Duplicates items={list.items} />}
          </QueryView>
        )}
        {tab === "objections" && (
          <QueryView query={objections} lines={8}>
            {(list) => <Objections items={list.items} />}
          </QueryView>
        )}
      </div>
    </>
  );
}
