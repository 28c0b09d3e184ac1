import { chooseEngine, type EngineChoice } from '../map/choose-engine.ts';
import { type JqEngine, JqFailure } from '../map/engine.ts';
import { type Checked, failed, failuresOf, ok } from './result.ts';

const TIME_LIMIT_MS = 30_000;
const REMEDY = 'Run with --jq embedded; where that is what fails, give the process more memory.';

/** Starts the jq that runs the mappings and lets it evaluate something. Whoever asks closes the engine. */
export async function checkJq(choice: EngineChoice, signal: AbortSignal): Promise<Checked<JqEngine>> {
  let engine: JqEngine;
  try {
    engine = await chooseEngine(choice);
  } catch (error) {
    return { results: failuresOf('jq', error) };
  }
  const problem = await evaluate(engine, signal);
  if (problem === undefined) return { results: [ok('jq', `${engine.name} evaluates`)], value: engine };
  await engine.close();
  return { results: [failed('jq', `${engine.name} does not evaluate: ${problem}`, 'usage', REMEDY)] };
}

async function evaluate(engine: JqEngine, signal: AbortSignal): Promise<string | undefined> {
  try {
    const [sum] = await engine.run('.a + 1', [{ a: 1 }], { timeLimitMs: TIME_LIMIT_MS, signal });
    return sum === 2 ? undefined : `1 + 1 gave ${JSON.stringify(sum)}`;
  } catch (error) {
    if (!(error instanceof JqFailure)) throw error;
    return error.message;
  }
}
