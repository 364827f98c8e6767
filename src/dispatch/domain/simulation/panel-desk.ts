import { compareUrgency } from "../../../kernel/urgency.js";
import { panelPolicy } from "../panel/panel-policy.js";
import { answerMinutes } from "../panel/plan-meetings.js";
import { addOutcome, type ResponseOutcome } from "../response/exports.js";
import type { EventQueue, PanelEventKind } from "./event-queue.js";
import { canMeet } from "./panel-ways.js";
import type { PanelWay } from "./sim-policy.js";
import { instantAt, type PanelState, type SeatState, type SimState } from "./state.js";
import type { SimWorld } from "./world.js";

/** How long a person looks at a panel that was given up, before it is brought together anew. */
const personMinutes = 60;

interface Invitation {
  readonly panel: number;
  readonly seat: number;
  readonly expert: number;
  readonly sentAt: number;
  readonly accepts: boolean;
  readonly answers: boolean;
  isLive: boolean;
}

/**
 * Brings panels together as dispatch does: a time is held while all seats are asked for it; a seat that falls free goes to the best
 * who is free then; when the last has accepted the meeting stands. What found no time, or nobody any more, goes to a person and is
 * begun anew an hour later, until the level's window has gone by.
 */
export class PanelDesk {
  readonly invitations: Invitation[] = [];
  private readonly wanting = new Set<number>();
  private readonly world: SimWorld;
  private readonly state: SimState;
  private readonly queue: EventQueue;
  private readonly way: PanelWay;
  private readonly random: () => number;

  constructor(world: SimWorld, state: SimState, queue: EventQueue, way: PanelWay, random: () => number) {
    this.world = world;
    this.state = state;
    this.queue = queue;
    this.way = way;
    this.random = random;
  }

  happen(kind: PanelEventKind, subject: number): void {
    if (kind === "panel") this.wanting.add(subject);
    else if (kind === "reply") this.reply(subject);
    else this.move(subject, kind === "meets" ? 1 : -1);
  }

  /** Acts for the panels that want it after the events of a minute. */
  act(): void {
    if (this.wanting.size === 0) return;
    const fresh: number[] = [];
    for (const panel of this.inOrder([...this.wanting])) {
      const [asked, one] = [this.world.panels[panel], this.state.panels[panel]];
      if (!asked || !one || one.bookedAt !== null || one.isOver) continue;
      const isUnderWay = one.seats.some(({ status }) => status !== "open");
      if (one.start !== null && one.start > this.state.now && isUnderWay) {
        if (!this.replace(panel, one, one.start)) this.giveUp(panel, one);
        continue;
      }
      this.release(one);
      one.isOver = this.state.now > asked.at + panelPolicy[asked.level].window;
      if (!one.isOver) fresh.push(panel);
    }
    this.wanting.clear();
    if (fresh.length > 0) this.convene(fresh);
  }

  private convene(fresh: readonly number[]): void {
    const able = fresh.filter((panel) => !this.hasTriedEnough(panel));
    const meetings = new Map(
      this.way.convene(this.state, able, this.random).map((meeting) => [meeting.panel, meeting]),
    );
    for (const panel of fresh) {
      const one = this.state.panels[panel];
      if (!one) continue;
      const meeting = meetings.get(panel);
      one.foundAtOnce ??= meeting !== undefined;
      // Planned one after another, an earlier team may have taken somebody's time.
      if (!meeting || !meeting.team.every((expert) => canMeet(this.state, expert, meeting.start)))
        this.giveUp(panel, one);
      else {
        one.start = meeting.start;
        for (const [seat, expert] of meeting.team.entries()) this.invite(panel, seat, expert, meeting.start);
      }
    }
  }

  /** A seat that fell free goes to the best who is free then and was not asked. False: there is nobody, or no time to ask. */
  private replace(panel: number, one: PanelState, start: number): boolean {
    const asked = this.world.panels[panel];
    if (!asked || this.hasTriedEnough(panel)) return false;
    if (answerMinutes(panelPolicy[asked.level].answer, start - this.state.now) <= 0) return false;
    for (const [seat, { status, asked: before }] of one.seats.entries()) {
      if (status !== "open") continue;
      const taken = new Set(one.seats.map(({ expert }) => expert));
      const next = asked.seats[seat]?.find(
        ({ expert }) => !before.has(expert) && !taken.has(expert) && canMeet(this.state, expert, start),
      );
      if (!next) return false;
      this.invite(panel, seat, next.expert, start);
    }
    return true;
  }

  private invite(panel: number, seat: number, expert: number, start: number): void {
    const [asked, place, one] = [
      this.world.panels[panel],
      this.state.panels[panel]?.seats[seat],
      this.state.experts[expert],
    ];
    if (!asked || !place || !one) return;
    const { now } = this.state;
    const attempt = (place.attempts.get(expert) ?? 0) + 1;
    const answer = this.world.truth.panelAnswer(panel, seat, expert, attempt, now);
    const lapses = Math.max(0, answerMinutes(panelPolicy[asked.level].answer, start - now));
    const answers = answer.minutes < lapses;
    place.attempts.set(expert, attempt);
    place.asked.add(expert);
    place.offersMade += 1;
    [place.status, place.expert] = ["asked", expert];
    one.openOffers += 1;
    one.offers += 1;
    one.lastAskedAt = now;
    one.meetings.push(start);
    const id =
      this.invitations.push({
        panel,
        seat,
        expert,
        sentAt: now,
        accepts: answer.accepts,
        answers,
        isLive: true,
      }) - 1;
    this.queue.put({ at: now + Math.min(answer.minutes, lapses), kind: "reply", subject: id });
  }

  private reply(id: number): void {
    const invitation = this.invitations[id];
    const one = this.state.panels[invitation?.panel ?? -1];
    const place = one?.seats[invitation?.seat ?? -1];
    if (!invitation?.isLive || !one || !place) return;
    const isYes = invitation.answers && invitation.accepts;
    this.end(id, isYes ? "accepted" : invitation.answers ? "declined" : "expired");
    if (!isYes) {
      this.free(place, one.start);
      this.wanting.add(invitation.panel);
      return;
    }
    place.status = "accepted";
    if (one.start === null || one.seats.some(({ status }) => status !== "accepted")) return;
    one.bookedAt = this.state.now;
    const length = panelPolicy[this.world.panels[invitation.panel]?.level ?? "IV"].length;
    for (const { expert } of one.seats) {
      const taker = this.state.experts[expert ?? -1];
      if (taker) [taker.taken, taker.lastTakenAt] = [taker.taken + 1, this.state.now];
    }
    this.queue.put({ at: one.start, kind: "meets", subject: invitation.panel });
    this.queue.put({ at: one.start + length, kind: "parts", subject: invitation.panel });
  }

  /** During a meeting its experts have one hand less. */
  private move(panel: number, by: number): void {
    for (const { expert } of this.state.panels[panel]?.seats ?? []) {
      const one = this.state.experts[expert ?? -1];
      if (one) one.running += by;
    }
  }

  private end(id: number, how: ResponseOutcome["end"]): void {
    const invitation = this.invitations[id];
    const one = this.state.experts[invitation?.expert ?? -1];
    if (!invitation || !one) return;
    invitation.isLive = false;
    one.openOffers -= 1;
    addOutcome(this.state.responses, {
      expertId: String(invitation.expert),
      groupId: String(this.world.experts[invitation.expert]?.specialty ?? 0),
      level: this.world.panels[invitation.panel]?.level ?? "IV",
      sentAt: instantAt(this.world, invitation.sentAt),
      end: how,
      waitedMinutes: this.state.now - invitation.sentAt,
    });
  }

  /** The seat's time goes back into its expert's calendar. */
  private free(place: SeatState, start: number | null): void {
    const meetings = this.state.experts[place.expert ?? -1]?.meetings;
    const at = start === null ? -1 : (meetings?.indexOf(start) ?? -1);
    if (at >= 0) meetings?.splice(at, 1);
    [place.status, place.expert] = ["open", null];
  }

  private release(one: PanelState): void {
    for (const [id, invitation] of this.invitations.entries())
      if (invitation.isLive && this.state.panels[invitation.panel] === one) this.end(id, "withdrawn");
    for (const place of one.seats) if (place.status !== "open") this.free(place, one.start);
    one.start = null;
  }

  private giveUp(panel: number, one: PanelState): void {
    this.release(one);
    one.handedOver += 1;
    for (const place of one.seats) {
      place.asked.clear();
      place.offersMade = 0;
    }
    this.queue.put({ at: this.state.now + personMinutes, kind: "panel", subject: panel });
  }

  private hasTriedEnough(panel: number): boolean {
    const most = this.way.mostOffers(this.world.panels[panel]?.level ?? "IV");
    return (
      this.state.panels[panel]?.seats.some((place) => place.status === "open" && place.offersMade >= most) ===
      true
    );
  }

  private inOrder(panels: number[]): number[] {
    return panels.sort((a, b) => {
      const [one, other] = [this.world.panels[a], this.world.panels[b]];
      return one && other ? compareUrgency(one.level, other.level) || one.at - other.at || a - b : a - b;
    });
  }
}
