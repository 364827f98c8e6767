import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { SpecialtyList, type SpecialtyTerm } from "../../terminology/api.js";
import { get, withQuery } from "../api-client.js";
import { useDebounced } from "../hooks/use-debounced.js";

/** Names of specialties by code; empty until the list has arrived. */
export function useSpecialtyNames(): ReadonlyMap<string, string> {
  const { data } = useSpecialties("");
  return new Map(data?.items.map(({ code, name }) => [code, name]));
}

const useSpecialties = (q: string) =>
  useQuery({
    queryKey: ["terms", "specialties", q],
    queryFn: () => get(withQuery("/api/terms/specialties", { q }), SpecialtyList),
    staleTime: Infinity,
    meta: { still: true },
    placeholderData: (before) => before,
  });

interface Common {
  readonly label: string;
  readonly placeholder?: string;
  readonly width?: number | string;
  readonly id?: string;
}
type SpecialtySelectProps = Common &
  (
    | { readonly isMultiple?: false; readonly value: string; readonly onChange: (code: string) => void }
    | {
        readonly isMultiple: true;
        readonly value: readonly string[];
        readonly onChange: (codes: string[]) => void;
      }
  );

/** 诊疗科目, found by code, official name or the words hospitals use (心内科). Empty text and empty list: none chosen. */
export function SpecialtySelect(props: SpecialtySelectProps) {
  const { label, placeholder = label, width = 220, id } = props;
  const [typed, setTyped] = useState("");
  const found = useSpecialties(useDebounced(typed.trim(), 200));
  const names = useSpecialtyNames();
  const held = props.isMultiple === true ? props.value : props.value === "" ? [] : [props.value];
  const hits = found.data?.items ?? [];
  const missing = held.filter((code) => hits.every((hit) => hit.code !== code));
  const optionOf = ({ code, name, path }: SpecialtyTerm) => ({
    value: code,
    label: name,
    option: [code, ...path].join(" · "),
  });
  const common = {
    "aria-label": label,
    placeholder,
    style: { width, maxWidth: "100%" },
    allowClear: true,
    loading: found.isFetching,
    showSearch: { filterOption: false, onSearch: setTyped },
    options: [
      ...hits.map(optionOf),
      ...missing.map((code) => optionOf({ code, name: names.get(code) ?? code, path: [] })),
    ],
    optionRender: (option: { data: { option: string }; label?: unknown }) => (
      <span>
        {String(option.label)} <span className="c-quiet">{option.data.option}</span>
      </span>
    ),
    ...(id !== undefined && { id }),
  };
  if (props.isMultiple === true)
    return (
      <Select<string[], ReturnType<typeof optionOf>>
        {...common}
        mode="multiple"
        value={[...props.value]}
        onChange={(codes) => props.onChange(codes)}
      />
    );
  return (
    <Select<string | null, ReturnType<typeof optionOf>>
      {...common}
      value={props.value === "" ? null : props.value}
      onChange={(code: string | null | undefined) => props.onChange(code ?? "")}
    />
  );
}
