import type { MappingData } from "../api.js";
import { type ConnectorMapping, defaultMapping } from "../domain/mapping.js";

/** The stored mapping without its absent parts, so that the defaults show through. */
export function givenMapping(data: MappingData): Partial<ConnectorMapping> {
  const { identifierTypes, departmentFrom, titleFrom, diseasesFrom } = data;
  const { departmentNames, titleNames, bookingKinds, columns } = data;
  const { licence, qualification, idNumber } = identifierTypes ?? {};
  return {
    identifierTypes: {
      licence: licence ?? defaultMapping.identifierTypes.licence,
      qualification: qualification ?? defaultMapping.identifierTypes.qualification,
      idNumber: idNumber ?? defaultMapping.identifierTypes.idNumber,
    },
    ...(departmentFrom && { departmentFrom }),
    ...(titleFrom && { titleFrom }),
    ...(diseasesFrom && { diseasesFrom }),
    ...(departmentNames && { departmentNames }),
    ...(titleNames && { titleNames }),
    ...(bookingKinds && { bookingKinds }),
    ...(columns && { columns }),
  };
}
