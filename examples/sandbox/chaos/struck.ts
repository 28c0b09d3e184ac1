import type { ServerResponse } from 'node:http';

/** Which of the sandbox's two. */
export type ServiceName = 'gitlab' | 'port';

/** A request as far as a fault looks at it. */
export interface ChaosRequest {
  readonly service: ServiceName;
  readonly method: string;
  readonly url: URL;
  /** The text of the body, empty where there is none. */
  readonly body: string;
}

/** A request that a fault strikes. */
export interface Struck extends ChaosRequest {
  /** Lets the service do what was asked, or what another body asks, and gives its answer. */
  readonly answer: (body?: string) => Promise<Response>;
  /** The way around `Response`, for what no honest server sends. */
  readonly outgoing: ServerResponse;
  /** From 0 up to 1, the same for the same strike: for faults with variants. */
  readonly chance: number;
  /** Lets the world go on: what is listed leaves, enters or gets another name. */
  readonly drift: (chance: number) => void;
}

/** One way in which things go wrong. */
export interface ChaosFault {
  /** Which requests it may strike; left out: all. */
  readonly fits?: (request: ChaosRequest) => boolean;
  /** Strikes the same request no second time. */
  readonly once?: boolean;
  readonly strike: (struck: Struck) => Response | Promise<Response>;
}
