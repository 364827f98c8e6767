/** What a request asks for by code: the wanted specialty or those of its panel, and the suspected diagnoses that are coded. */
export const askedFor = (request: {
  readonly wantsPanel: boolean;
  readonly panelSpecialtyCodes: readonly string[];
  readonly wantedSpecialtyCode: string | null;
  readonly diagnoses: readonly { readonly code: string | null }[];
}): { readonly specialtyCodes: readonly string[]; readonly diagnosisCodes: readonly string[] } => ({
  specialtyCodes: request.wantsPanel
    ? request.panelSpecialtyCodes
    : [request.wantedSpecialtyCode].filter((code) => code !== null),
  diagnosisCodes: request.diagnoses.map(({ code }) => code).filter((code) => code !== null),
});
