import { parentPort } from 'node:worker_threads';
import { type JqResult, loadJq } from 'jq-wasm';

/** What the thread is asked: each program over the same input (JSON texts, one a line). */
export interface JqRequest {
  readonly programs: readonly string[];
  readonly input: string;
}

/** What it answers, program by program, after one first message that says it is ready. */
export type JqReply = readonly JqResult[];

const jq = await loadJq();

// Whatever jq throws ends the thread: an instance that broke down once cannot be trusted again.
parentPort?.on('message', ({ programs, input }: JqRequest) => {
  const reply: JqReply = programs.map((program) => jq.raw(input, program, ['-c', '--']));
  parentPort?.postMessage(reply);
});
parentPort?.postMessage('ready');
