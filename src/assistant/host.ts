import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhenResult,
} from "cockatiel";
import type { Config } from "../platform/config.js";
import type { Database } from "../platform/database/database.js";
import type { FieldCipher } from "../platform/field-cipher.js";
import { intranet } from "../platform/egress/guard.js";
import { isEndpointIll } from "./domain/outcome.js";
import type { Endpoint, EndpointAnswer } from "./endpoint.js";
import type { Setting } from "./store/settings.js";

export type CircuitWord = "closed" | "half_open" | "open";

/** One circuit an endpoint, in this process: after several failures in a row the endpoint is left alone for a while. */
export interface Circuits {
  stateOf(baseUrl: string): CircuitWord;
  /** Undefined: the circuit is open and nothing was asked. */
  run(baseUrl: string, ask: () => Promise<EndpointAnswer>): Promise<EndpointAnswer | undefined>;
}

const circuitWords: Readonly<Record<CircuitState, CircuitWord>> = {
  [CircuitState.Closed]: "closed",
  [CircuitState.HalfOpen]: "half_open",
  [CircuitState.Open]: "open",
  [CircuitState.Isolated]: "open",
};

/** Circuits that open after `failures` answers in a row that speak against the endpoint, for `restMs`. */
export function newCircuits(failures = 5, restMs = 60_000): Circuits {
  const policyOf = () =>
    circuitBreaker(
      handleWhenResult((result) => isEndpointIll((result as EndpointAnswer).outcome)),
      { halfOpenAfter: restMs, breaker: new ConsecutiveBreaker(failures) },
    );
  const policies = new Map<string, ReturnType<typeof policyOf>>();
  const of = (baseUrl: string) => {
    const known = policies.get(baseUrl) ?? policyOf();
    policies.set(baseUrl, known);
    return known;
  };
  return {
    stateOf: (baseUrl) => circuitWords[of(baseUrl).state],
    async run(baseUrl, ask) {
      try {
        return await of(baseUrl).execute(ask);
      } catch (error) {
        if (error instanceof BrokenCircuitError) return undefined;
        throw error;
      }
    },
  };
}

/** What this node's configuration says of language models. */
export interface AssistantNode {
  /** For institutions that name none of their own. */
  readonly endpoint:
    | { readonly baseUrl: string; readonly model: string; readonly apiKey: string }
    | undefined;
  /** Private networks (CIDR) in which institutions' own endpoints may stand. */
  readonly networks: readonly string[];
  readonly timeoutMs: number;
  readonly circuits: Circuits;
}

/** Where calls are made: the node's database and key, and what its configuration allows. */
export interface AssistantHost extends AssistantNode {
  readonly database: Database;
  readonly cipher: FieldCipher;
}

export const assistantNode = (config: Config): AssistantNode => ({
  endpoint: config.assistant.endpoint,
  networks: config.assistant.networks ?? intranet,
  timeoutMs: config.assistant.timeoutMs,
  circuits: newCircuits(),
});

/** The endpoint an institution uses: its own, else the server's; undefined when neither is complete. */
export function endpointOf(
  node: AssistantNode,
  cipher: FieldCipher,
  setting: Setting | undefined,
): Endpoint | undefined {
  const { timeoutMs } = node;
  const answerFormat = setting?.answerFormat ?? "json_schema";
  if (setting?.baseUrl != null) {
    if (setting.model === "") return undefined;
    const apiKey = setting.keyCipher === null ? "" : cipher.decrypt(setting.keyCipher);
    const { baseUrl, model } = setting;
    return { baseUrl, model, answerFormat, apiKey, networks: node.networks, timeoutMs };
  }
  if (node.endpoint === undefined) return undefined;
  // The server's administrator wrote this address: it may stand anywhere on the intranet.
  return { ...node.endpoint, answerFormat, networks: intranet, timeoutMs };
}
