import type { ChaosPlan } from '../../examples/sandbox/chaos/plan.ts';

const BOTH: ChaosPlan['rates'] = {
  'rate-limit-seconds': 0.004,
  'rate-limit-date': 0.002,
  'rate-limit-reset': 0.002,
  'rate-limit-bare': 0.008,
  'rate-limit-json': 0.002,
  'request-timeout': 0.01,
  'server-error': 0.01,
  'bad-gateway': 0.01,
  unavailable: 0.01,
  'gateway-timeout': 0.01,
  'answer-lost': 0.01,
  'reset-before': 0.01,
  'reset-after': 0.01,
  'reset-in-body': 0.01,
  'cut-body': 0.01,
  'cut-chunks': 0.01,
  'wrong-length': 0.01,
  'slow-headers': 0.01,
  'slow-body': 0.01,
  'html-page': 0.01,
  'broken-json': 0.01,
};

/** All that a retry overcomes, by service. */
export const TRANSIENT: Readonly<Record<'gitlab' | 'port', ChaosPlan['rates']>> = {
  gitlab: {
    ...BOTH,
    'redirect-here': 0.01,
    'wrong-link-host': 0.02,
    'repeated-row': 0.02,
    // The time limit towards Port is fixed, and longer than a test may take.
    'stalled-headers': 0.002,
    'stalled-body': 0.002,
  },
  port: {
    ...BOTH,
    'token-expired': 0.02,
    'batch-too-large': 0.05,
    'batch-invalid': 0.05,
    'batch-conflict': 0.05,
    'entity-failed': 0.05,
  },
};

/** The same, and lists that change while they are read. */
export const DRIFTING: typeof TRANSIENT = { ...TRANSIENT, gitlab: { ...TRANSIENT.gitlab, drift: 0.05 } };
