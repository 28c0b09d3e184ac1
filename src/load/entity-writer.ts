import type { Entity } from '../entity.ts';
import type { Mask } from '../log/mask.ts';
import { printable } from '../log/printable.ts';
import { redact } from '../log/redact.ts';
import { withoutCommands } from '../log/without-commands.ts';
import { type EntityBody, prepareEntity } from './entity-body.ts';
import { nameOf } from './ownership.ts';
import { Tallies, type Tally } from './tally.ts';

/** Takes lines of text one after the other; a write ends when there is room for the next one. */
export interface LineOutput {
  write(lines: string): Promise<void>;
  /** Its reader has gone: what is written is for nobody. */
  readonly isClosed: boolean;
}

/** Writes entities as lines of JSON, each as the body of a request to Port would hold it, in place of sending them. */
export class EntityWriter {
  readonly #output: LineOutput;
  readonly #mask: Mask;
  readonly #tallies = new Tallies();

  constructor(output: LineOutput, mask: Mask) {
    this.#output = output;
    this.#mask = mask;
  }

  get isClosed(): boolean {
    return this.#output.isClosed;
  }

  tally(resource: number): Tally {
    return this.#tallies.of(resource);
  }

  async load(resource: number, entities: readonly Entity[]): Promise<void> {
    const tally = this.tally(resource);
    const lines: string[] = [];
    for (const entity of entities) {
      const { body, rejection, warnings } = prepareEntity(entity);
      for (const warning of warnings) tally.addWarning(warning);
      if (rejection === undefined) lines.push(`${toLine(body, this.#mask)}\n`);
      else {
        tally.move('unsettled', 'failed');
        tally.addFailure({ ...nameOf(body), message: rejection });
      }
    }
    if (lines.length > 0) await this.#output.write(lines.join(''));
  }
}

/** The values are those of the body; only secrets are not, and what a terminal or a CI system acts on is escaped. */
function toLine(body: EntityBody, mask: Mask): string {
  const shown = redact(body, { mask, maxTextLength: Infinity, maxLength: Infinity });
  return withoutCommands(printable(JSON.stringify(shown)));
}
