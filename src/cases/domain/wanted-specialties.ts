/** Every specialty a request asks for by name: the wanted one, or those of its panel. */
export const wantedSpecialties = (request: {
  readonly wantsPanel: boolean;
  readonly panelSpecialtyCodes: readonly string[];
  readonly wantedSpecialtyCode: string | null;
}): readonly string[] =>
  request.wantsPanel
    ? request.panelSpecialtyCodes
    : request.wantedSpecialtyCode === null
      ? []
      : [request.wantedSpecialtyCode];
