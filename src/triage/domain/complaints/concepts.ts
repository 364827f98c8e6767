import type { ComplaintConcept } from "./concept.js";
import { generalComplaints } from "./general-complaints.js";
import { organComplaints } from "./organ-complaints.js";

export type { ComplaintConcept } from "./concept.js";

/** Every complaint. The order numbers the model's features: append to the last list, or train anew. */
export const complaintConcepts: readonly ComplaintConcept[] = [...organComplaints, ...generalComplaints];
