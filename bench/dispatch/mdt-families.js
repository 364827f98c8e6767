import { stream } from "./families.js";

const slots = 24;
const specialties = 12;
const late = 0.6;
const served = 0.6;

/**
 * Requests of 2–5 specialties with 10 candidates each, over 24 slots of one day in each of which an expert is free with 30 %;
 * 1–4 meetings an expert. Later slots cost the urgent more.
 */
function meetings(requests, experts, seed = 11) {
  const random = stream(seed);
  const members = Array.from({ length: specialties }, () => []);
  const people = [];
  for (let j = 0; j < experts; j++) {
    const specialty = Math.floor(specialties * random() ** 1.2);
    const freeIn = [];
    for (let t = 0; t < slots; t++) if (random() < 0.3) freeIn.push(t);
    people.push({ freeIn, mostADay: 1 + Math.floor(random() * 4), ability: random() });
    members[specialty].push(j);
  }
  const asked = Array.from({ length: requests }, () => {
    const seats = 2 + Math.floor(random() * 4);
    const chosen = new Set();
    while (chosen.size < seats) chosen.add(Math.floor(specialties * random() ** 1.2));
    const drawn = [...chosen].map((specialty) =>
      [...members[specialty]]
        .map((j) => [random(), j])
        .sort(([a], [b]) => a - b)
        .slice(0, 10)
        .map(([, j]) => ({ expert: j, match: 0.3 * people[j].ability + 0.7 * random() })),
    );
    const urgency = [1, 1.3, 1.8, 2.5][Math.floor(random() * 4)];
    const micro = (value) => Math.round(value * 1e6);
    return {
      seats: drawn.map((seat) =>
        seat.map(({ expert, match }) => ({ expert, value: micro(urgency * (served + match)) })),
      ),
      slotValue: Array.from({ length: slots }, (_, t) => -micro((urgency * late * t * seats * 0.5) / slots)),
    };
  });
  return {
    dayOfSlot: Array(slots).fill(0),
    experts: people.map(({ freeIn, mostADay }) => ({ freeIn, mostADay })),
    requests: asked,
  };
}

/** name → [what it is, how it is made]. */
export const mdtFamilies = {
  m20: ["20 meetings, 60 experts", () => meetings(20, 60)],
  m100: ["100 meetings, 220 experts", () => meetings(100, 220)],
  m100t: ["100 meetings, 100 experts: tight", () => meetings(100, 100)],
  m300: ["300 meetings, 660 experts", () => meetings(300, 660)],
  m300t: ["300 meetings, 300 experts: tight", () => meetings(300, 300)],
  m1000t: ["1,000 meetings, 1,000 experts: tight", () => meetings(1000, 1000)],
};
