import { JqFailure } from '../engine.ts';
import { jqMessage } from '../jq-message.ts';

/** What is said of a jq that ended otherwise than well, by what it wrote on standard error. */
export function breakdown(stderr: string): JqFailure {
  const message = jqMessage(stderr);
  const reason = 'jq broke down: out of memory, or data nested too deeply';
  return new JqFailure('breakdown', message === '' ? reason : `jq broke down: ${message}`);
}
