import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { DiagnosisList, ProcedureList } from "../../terminology/api.js";
import { get, withQuery } from "../../web/api-client.js";
import { useDebounced } from "../../web/hooks/use-debounced.js";
import { useTalkTexts } from "./talk-texts.js";

/** Never occurs in a code or a name. */
const separator = "\u0001";

/** A search in the terminology from which one entry is taken, or the words as they were typed. */
export function TermPicker(props: {
  kind: "diagnoses" | "procedures";
  label: string;
  hint: string;
  isDisabled: boolean;
  onPick: (code: string | null, name: string) => void;
}) {
  const { kind, label, hint, isDisabled, onPick } = props;
  const t = useTalkTexts();
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim());
  const hits = useQuery({
    queryKey: ["terms", kind, q],
    queryFn: async ({ signal }): Promise<{ code: string; name: string }[]> => {
      const url = withQuery(`/api/terms/${kind}`, { q, limit: 20 });
      const found =
        kind === "diagnoses"
          ? await get(url, DiagnosisList, { signal })
          : await get(url, ProcedureList, { signal });
      return found.items.map(({ code, name }) => ({ code, name }));
    },
    enabled: q !== "",
    staleTime: Infinity,
    meta: { still: true },
  });
  // Only what answers the text on the screen may be chosen: Enter on an earlier answer would code something else.
  const isAnswered = q !== "" && typed.trim() === q && (hits.isSuccess || hits.isError);
  const found = isAnswered ? (hits.data ?? []) : [];
  const options = [
    ...found.map(({ code, name }) => ({
      value: `${code}${separator}${name}`,
      label: `${name} ${code}`,
    })),
    ...(isAnswered ? [{ value: `${separator}${q}`, label: t("parts.asTyped", { text: q }) }] : []),
  ];
  return (
    <Select<string | null>
      className="o-wide"
      value={null}
      aria-label={label}
      disabled={isDisabled}
      showSearch={{ searchValue: typed, onSearch: setTyped, filterOption: false }}
      options={options}
      loading={hits.isFetching}
      placeholder={`${label}：${hint}`}
      notFoundContent={null}
      suffix={null}
      onSelect={(value: string | null) => {
        const [code = "", name = ""] = (value ?? "").split(separator);
        if (name !== "") onPick(code === "" ? null : code, name.slice(0, 200));
        setTyped("");
      }}
    />
  );
}
