export {
  type BookingRefusal,
  bookHeld,
  cancelAppointment,
  endAppointment,
  holdSlot,
  markNoShow,
  moveAppointment,
  type Override,
  startAppointment,
} from "./appointments.js";
export {
  type Availability,
  findCommonSlots,
  findPanelSlots,
  type ProposedPanelSlot,
  type ProposedSlot,
  readAvailability,
  readStandings,
  type SlotWindow,
} from "./availability.js";
export { calendarOfFile, commonSlotsOf, type LineProblem } from "./calendar-file.js";
export { type AppointmentStatus, appointmentTransitions, liveStatuses } from "./domain/appointment.js";
export { isZone } from "./domain/zone.js";
export { readFreeStarts } from "./free-starts.js";
export type { AvailabilityState } from "./domain/availability.js";
export { handOverAppointment } from "./hand-over.js";
export { type OutsideStretch, putOutsideBooking, type PutOutside } from "./outside-bookings.js";
export { type AppointmentRecord, findAppointment, listAppointmentsOfCase } from "./store/appointments.js";
export type { By } from "./tell-parties.js";
export { explainCalendar, type ExplainedCalendar } from "./subscriptions/explain.js";
export { serveNextSubscription, startSubscriber, type SubscriptionHost } from "./subscriptions/serve.js";
export { schedulingRoutes } from "./routes.js";
export { schedulingWork } from "./work.js";
