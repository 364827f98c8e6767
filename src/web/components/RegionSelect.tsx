import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { RegionList } from "../../terminology/api.js";
import { get, withQuery } from "../api-client.js";
import { useDebounced } from "../hooks/use-debounced.js";

/** A division of China, found by name or GB/T 2260 code. Empty text: none chosen. */
export function RegionSelect(props: {
  id?: string;
  label: string;
  value: string;
  onChange: (code: string) => void;
  isClearable?: boolean;
}) {
  const { id, label, value, onChange, isClearable = false } = props;
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim(), 200);
  const found = useQuery({
    queryKey: ["terms", "regions", q === "" ? value : q],
    queryFn: () => get(withQuery("/api/terms/regions", { q: q === "" ? value : q, limit: 50 }), RegionList),
    staleTime: Infinity,
    meta: { still: true },
    placeholderData: (before) => before,
  });
  return (
    <Select<string | null>
      {...(id !== undefined && { id })}
      aria-label={label}
      placeholder={label}
      allowClear={isClearable}
      style={{ width: "100%" }}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={found.isFetching}
      value={value === "" ? null : value}
      options={(found.data?.items ?? []).map(({ code, path }) => ({
        value: code,
        label: `${path.join(" ")} ${code}`,
      }))}
      onChange={(code: string | null | undefined) => onChange(code ?? "")}
    />
  );
}
