import type { Logger } from '../log/logger.ts';
import type { HttpClientOptions, HttpRequest, HttpResponse } from './client.ts';
import type { Connections } from './dispatcher.ts';
import { exchange, type Outcome, type OutgoingRequest } from './exchange.ts';
import { type FailedRequest, failureOf, heldTooLong } from './failure.ts';
import { type Fault, isServerTrouble } from './fault.ts';
import { Gate } from './gate.ts';
import { Latency } from './latency.ts';
import { delayAfter, mayRepeat, scopeOf } from './policy.ts';
import { type Allowance, readAllowance, readLimits } from './rate-limit.ts';
import type { StatisticsRecorder } from './statistics.ts';
import { ENCODINGS } from './unpack.ts';

/** What all requests of one client share. */
export interface SendContext {
  readonly options: HttpClientOptions;
  readonly log: Logger;
  readonly connections: Connections;
  readonly statistics: StatisticsRecorder;
  /** By origin. */
  readonly origins: Map<string, Origin>;
}

export interface Origin {
  readonly gate: Gate;
  readonly latency: Latency;
  /** Whether it has answered anything yet. */
  answered: boolean;
  /** As the last answer told it. */
  allowance: Allowance | undefined;
}

/** One request on its way through its attempts. */
interface Delivery {
  readonly context: SendContext;
  readonly origin: Origin;
  readonly request: HttpRequest;
  readonly outgoing: OutgoingRequest;
  /** Method and path template. */
  readonly route: string;
  readonly limitClass: string;
  readonly startedAt: number;
}

interface FailedAttempt {
  readonly fault: Fault;
  /** How long to wait before the next one. */
  readonly delayMs: number;
}

type Result = { readonly answer: HttpResponse } | FailedAttempt;

const NOTABLE_WAIT_MS = 3000;
const MAX_DURATION_FACTOR = 10;
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Sends a request until it is answered or there is no point in going on. A waiting request takes no slot. */
export async function sendUntilDone(request: HttpRequest, context: SendContext): Promise<HttpResponse> {
  const delivery = createDelivery(request, context);
  const { route, limitClass, origin } = delivery;
  const { retry } = context.options;
  let url = request.url;
  let troubles = 0;
  let fault: Fault | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const turn = await origin.gate.run(
      limitClass,
      attempt,
      () => sendOnce(delivery, url, attempt),
      (waitedMs) => context.statistics.add(route, { waitedMs }),
    );
    if ('untilMs' in turn) throw heldTooLong(turn.untilMs, retry.maxWaitMs, giveUp(delivery, attempt - 1), fault);
    if ('answer' in turn.result) return turn.result.answer;
    fault = turn.result.fault;
    const smaller = fault.reason === 'too-large' ? request.shrink?.(url) : undefined;
    if (smaller !== undefined) {
      url = smaller;
      continue;
    }
    await recover(delivery, attempt, turn.result);
    if (isServerTrouble(fault)) troubles += 1;
    if (troubles === 2) {
      url = request.shrink?.(url) ?? url;
      troubles = 0;
    }
  }
}

function createDelivery(request: HttpRequest, context: SendContext): Delivery {
  const { origin: name } = request.url;
  const { clock, signal, concurrency, retry } = context.options;
  const origin = context.origins.get(name) ?? {
    gate: new Gate({ concurrency, maxWaitMs: retry.maxWaitMs, clock, signal }),
    latency: new Latency(),
    answered: false,
    allowance: undefined,
  };
  context.origins.set(name, origin);
  return {
    context,
    origin,
    request,
    outgoing: toOutgoing(request),
    route: `${request.method} ${request.route}`,
    limitClass: request.limitClass ?? request.route,
    startedAt: clock.now(),
  };
}

function toOutgoing(request: HttpRequest): OutgoingRequest {
  const { method, url, headers, body, expects = 'json', maxBytes = MAX_BODY_BYTES } = request;
  const common = { method, url, expects, maxBytes };
  const usual = {
    accept: expects === 'json' ? 'application/json' : '*/*',
    'accept-encoding': ENCODINGS,
    // Some firewalls refuse requests that do not say where they come from.
    'user-agent': 'gitlab-port-exporter',
  };
  if (body === undefined) return { ...common, headers: { ...usual, ...headers } };
  return {
    ...common,
    headers: { ...usual, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** One attempt, made while holding a slot: what it tells about rate limits takes effect before the slot is free. */
async function sendOnce(delivery: Delivery, url: URL, attempt: number): Promise<Result> {
  const { context, origin, outgoing, limitClass } = delivery;
  const { clock, signal, timeoutMs, retry } = context.options;
  const { routeFor } = context.connections;
  const sentAt = clock.now();
  const outcome = await exchange(
    { ...outgoing, url },
    { routeFor, signal, maxDurationMs: timeoutMs * MAX_DURATION_FACTOR },
  );
  const ms = clock.now() - sentAt;
  record(delivery, outcome, attempt, ms);
  origin.allowance = allowanceIn(outcome) ?? origin.allowance;
  slowDown(origin.gate, outcome, context);
  if ('answer' in outcome) {
    origin.answered = true;
    origin.gate.succeeded(origin.latency.strainOf(delivery.route, ms));
    return outcome;
  }
  const { fault } = outcome;
  if (fault.status !== undefined) origin.answered = true;
  if (isServerTrouble(fault) || fault.status === 429) origin.gate.struggled(sentAt);
  const delayMs = delayAfter(fault, retry, { attempt, now: clock.now(), random: clock.random() });
  const scope = scopeOf(fault);
  if (scope !== 'request') pause(origin.gate, delayMs, scope === 'class' ? limitClass : undefined, context);
  return { fault, delayMs };
}

function record({ context, route, request }: Delivery, outcome: Outcome, attempt: number, ms: number): void {
  const { status, detail } = 'fault' in outcome ? outcome.fault : { ...outcome.answer, detail: undefined };
  request.onSent?.();
  context.statistics.add(route, { requests: 1, retries: attempt > 1 ? 1 : 0, bytes: outcome.bytes, totalMs: ms });
  context.log.debug({ route, status, ms, attempt, fault: detail }, 'Request');
}

function allowanceIn(outcome: Outcome): Allowance | undefined {
  const { headers } = 'fault' in outcome ? outcome.fault : outcome.answer;
  return headers && readAllowance(headers);
}

/** Pauses before the server has to refuse: when the window allows no more than what is on its way already. */
function slowDown(gate: Gate, outcome: Outcome, context: SendContext): void {
  const { clock, retry } = context.options;
  const { status, headers } = 'fault' in outcome ? outcome.fault : outcome.answer;
  if (headers === undefined || status === 429) return;
  const { remaining, resetMs } = readLimits(headers, clock.now());
  if (remaining === undefined || resetMs === undefined) return;
  const others = gate.running - 1;
  // A window that outlasts the user's patience is used up to its end: whether that is enough shows only then.
  if (remaining <= others && resetMs <= retry.maxWaitMs) pause(gate, resetMs, undefined, context);
}

/** Waits for a better moment, or throws. Pauses that rate limits ask for are slept through at the gate. */
async function recover(delivery: Delivery, attempt: number, { fault, delayMs }: FailedAttempt): Promise<void> {
  const { context, origin, request, route, startedAt } = delivery;
  const { clock, retry, signal } = context.options;
  const untilMs = clock.now() + delayMs;
  const idempotent = request.idempotent ?? (request.method !== 'POST' && request.method !== 'PATCH');
  const circumstances = { attempt, idempotent, answered: origin.answered, elapsedMs: untilMs - startedAt };
  if (!mayRepeat(fault, retry, circumstances)) throw failureOf(fault, giveUp(delivery, attempt));
  if (delayMs > retry.maxWaitMs) throw heldTooLong(untilMs, retry.maxWaitMs, giveUp(delivery, attempt), fault);
  if (scopeOf(fault) !== 'request') return;
  if (delayMs >= NOTABLE_WAIT_MS) {
    context.log.info({ route, attempt, seconds: toSeconds(delayMs), fault: fault.detail }, 'Waiting to try again');
    announce(context, untilMs, 'retry');
  }
  await clock.sleep(delayMs, signal);
}

function pause(gate: Gate, delayMs: number, limitClass: string | undefined, context: SendContext): void {
  const { service, clock } = context.options;
  const untilMs = clock.now() + delayMs;
  if (gate.pause(untilMs, limitClass) < NOTABLE_WAIT_MS) return;
  const until = new Date(untilMs).toISOString();
  context.log.info({ until, seconds: toSeconds(delayMs), limitClass }, `Waiting for ${service}'s rate limit`);
  announce(context, untilMs, 'rate-limit');
}

function announce(
  { options: { service, onWait } }: SendContext,
  untilMs: number,
  reason: 'rate-limit' | 'retry',
): void {
  onWait?.({ service, untilMs, reason });
}

function giveUp(delivery: Delivery, attempts: number): FailedRequest {
  const { context, route, request } = delivery;
  context.statistics.add(route, { failures: 1 });
  return { service: context.options.service, route, host: request.url.host, attempts };
}

function toSeconds(ms: number): number {
  return Math.round(ms / 1000);
}
