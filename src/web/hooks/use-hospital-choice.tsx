import { Select } from "antd";
import type { ReactNode } from "react";
import { useInstitutions, useIsOperator } from "../institutions.js";
import { useSearchParam } from "../navigation.js";

/**
 * Whose settings a page shows: one's own hospital's (empty id), or the one the platform's operator chooses in the address.
 * `isReady`: there is something to ask for; `isKnown`: the directory has arrived.
 */
export function useHospitalChoice(words: { readonly label: string; readonly placeholder: string }): {
  readonly institutionId: string;
  readonly isReady: boolean;
  readonly isKnown: boolean;
  readonly select: ReactNode;
} {
  const isOperator = useIsOperator();
  const all = useInstitutions();
  const [chosen, choose] = useSearchParam("institution");
  const institutionId = isOperator ? chosen : "";
  return {
    institutionId,
    isReady: all !== undefined && (!isOperator || institutionId !== ""),
    isKnown: all !== undefined,
    select: isOperator && (
      <Select<string | null>
        aria-label={words.label}
        style={{ minWidth: 220 }}
        placeholder={words.placeholder}
        showSearch={{ optionFilterProp: "label" }}
        value={institutionId === "" ? null : institutionId}
        options={(all ?? [])
          .filter(({ kind }) => kind === "hospital")
          .map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => choose(id ?? "")}
      />
    ),
  };
}
