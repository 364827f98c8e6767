import { creditRoutes } from "./routes/credits.js";
import { honourRoutes } from "./routes/honours.js";
import { mineRoutes } from "./routes/mine.js";
import { ruleRoutes } from "./routes/rules.js";
import { settlementRoutes } from "./routes/settlements.js";

/** Every route of the module. */
export const incentivesRoutes = [
  ...settlementRoutes,
  ...ruleRoutes,
  ...creditRoutes,
  ...honourRoutes,
  ...mineRoutes,
];
