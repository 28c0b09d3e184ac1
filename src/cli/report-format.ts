import { z } from 'zod';
import { EXIT_CODES } from '../errors.ts';
import { TOPICS } from '../topics.ts';

const Count = z.int().min(0);
const Seconds = z.number().min(0);

function list<Item extends z.ZodType>(item: Item) {
  return z.array(item).readonly();
}

const Topic = z.enum(TOPICS).describe('The section of docs/troubleshooting.md that says more.');

const Issue = z.strictObject({
  path: z.string().describe('The setting, or the place in the mapping.'),
  message: z.string().describe('What is expected and what was found.'),
  origin: z.string().exactOptional().describe('Where the value came from.'),
});

const Failure = z
  .strictObject({
    code: z.string().describe('Stable name of the sort of error, such as `CREDENTIALS_REFUSED`.'),
    message: z.string().describe('What happened.'),
    hint: z.string().exactOptional().describe('What to do.'),
    topic: Topic.exactOptional(),
    causes: list(z.string()).describe('Messages of the errors behind it, the nearest first.'),
    issues: list(Issue).describe('Everything that is wrong with settings or mapping.'),
  })
  .describe('What ended the run early; absent when nothing did.');

const Counts = {
  read: Count.describe('Raw objects that GitLab gave; with `itemsToParse` the figures below count elements of them.'),
  filtered: Count.describe('Objects for which the selector said false.'),
  unmappable: Count.describe('Objects that the mapping could not be applied to.'),
  unevaluated: Count.describe('Objects of which jq did not get through a field, which keeps what Port has.'),
  mapped: Count.describe('Entities that the mapping made.'),
  withoutIdentifier: Count.describe('Results of the mapping without identifier or blueprint, left out.'),
  created: Count.describe('Entities that Port did not hold before.'),
  updated: Count.describe('Entities that Port held with other values.'),
  unchanged: Count.describe('Entities that Port held as they are: not written.'),
  failed: Count.describe('Entities that are not in Port as they should be.'),
};

const Resource = z.strictObject({
  index: Count.describe('Position in the mapping, from 0.'),
  kind: z.string().describe('Kind of the resource.'),
  counts: z.strictObject(Counts).describe('Objects and entities, by what became of them.'),
  incomplete: list(z.string()).describe('Why the resource does not hold all that it should.'),
  unreadScopes: list(
    z.strictObject({
      scope: z.string().describe('What one listing covers, such as the path of a group.'),
      state: z
        .enum(['denied', 'failed', 'reading'])
        .describe('`denied`: the token may not read it; `reading`: the run ended before it did.'),
      reason: z.string().describe('What GitLab said.'),
    }),
  ).describe('Parts of GitLab that were not read to their end.'),
  fieldErrors: list(
    z.strictObject({
      field: z.string().describe('Field of the mapping.'),
      count: Count.describe('Objects with an error in it.'),
      message: z.string().describe('The first message.'),
      example: z.string().exactOptional().describe('One of the objects.'),
    }),
  ).describe('Fields that jq could not make, which are left out of their entities.'),
  loadFailures: list(
    z.strictObject({
      blueprint: z.string().describe('Blueprint of the entities.'),
      identifier: z.string().describe('Identifier of the first.'),
      message: z.string().describe('Why it failed.'),
      topic: Topic.exactOptional(),
      count: Count.describe('Entities that failed for this reason.'),
    }),
  ).describe('Entities that could not be loaded, by reason.'),
  warnings: list(z.string()).describe('What a person may want to look at.'),
  requests: Count.describe('Requests to GitLab; what several resources share counts at the first.'),
  skipped: z.boolean().describe('Left out by `--kinds`, or not reached.'),
  cutShort: z.boolean().describe('Not all was read, on purpose: `--limit`, or nobody took more of `--output -`.'),
});

const Stale = z
  .strictObject({
    deleted: list(
      z.strictObject({
        blueprint: z.string().describe('A blueprint.'),
        count: Count.describe('Entities deleted of it.'),
      }),
    ).describe('What was deleted.'),
    withheld: list(
      z.strictObject({
        blueprint: z.string().describe('A blueprint.'),
        count: Count.describe('Entities of it that were kept.'),
        cause: z
          .enum(['incomplete', 'referenced', 'threshold'])
          .describe('Not all was read; other entities point at them; too much would have gone.'),
        reason: z.string().describe('The cause in words.'),
      }),
    ).describe('What was kept on purpose.'),
    refused: list(
      z.strictObject({
        blueprint: z.string().describe('Blueprint of the entity.'),
        identifier: z.string().describe('Its identifier.'),
        message: z.string().describe('What Port said.'),
      }),
    ).describe('What Port would not delete.'),
    notSought: z.string().exactOptional().describe('Why nothing was looked for: the user wants it so.'),
    failure: z.string().exactOptional().describe('Why stale entities may be left: Port would not tell or do it.'),
  })
  .describe('Entities that this integration owns and the run did not map; absent when the run did not come that far.');

const Identifiers = list(z.string());
const Text = z.string().exactOptional();

const Plan = z
  .strictObject({
    totals: z
      .strictObject({
        created: Count.describe('Entities to create.'),
        updated: Count.describe('Entities to update.'),
        deleted: Count.describe('Entities to delete.'),
        unchanged: Count.describe('Entities that stay as they are.'),
      })
      .describe('Sums over all blueprints, with what Port itself creates and deletes along.'),
    prepared: list(z.string()).describe('What a new integration begins with, such as `blueprint service`.'),
    blueprints: list(
      z.strictObject({
        blueprint: z.string().describe('A blueprint.'),
        created: Identifiers.describe('Identifiers of the entities to create.'),
        stubs: Identifiers.describe('Those of them that Port makes by itself, because other entities point at them.'),
        updated: list(
          z.strictObject({
            identifier: z.string().describe('Identifier of the entity.'),
            fields: list(
              z.strictObject({
                field: z
                  .string()
                  .describe('`title`, `properties.<name>` …; `$datasource` where another one owns it now.'),
                before: Text.describe('What Port holds, as JSON, shortened; absent: nothing.'),
                after: Text.describe('What it would hold.'),
              }),
            )
              .exactOptional()
              .describe('What changes; absent after the first 5000 entities.'),
          }),
        ).describe('The entities to update.'),
        deleted: Identifiers.describe('Identifiers of the entities to delete.'),
        dependents: Identifiers.describe('Those of them that other data sources own, and that go with their target.'),
        unchanged: Count.describe('Entities that stay as they are.'),
        failed: Count.describe('Entities that a run could not write.'),
      }),
    ).describe('What a run would make of each blueprint; what it would not delete, and why, is in `stale.withheld`.'),
    missing: list(
      z.strictObject({
        blueprint: z.string().describe('Blueprint of the entity.'),
        identifier: z.string().describe('Its identifier.'),
      }),
    ).describe('What entities point at, is not there and would not be created: Port would refuse them.'),
  })
  .describe('What a run would do (`--dry-run`); absent when the dry run did not come to its end.');

const Check = z.strictObject({
  group: z.string().describe('Heading, such as `GitLab`.'),
  title: z.string().describe('What was looked at.'),
  state: z
    .enum(['ok', 'warning', 'failed', 'skipped'])
    .describe('`skipped`: it depends on something that failed, or cannot be known before a run.'),
  detail: z.string().describe('What was found.'),
  remedy: Text.describe('What to do.'),
});

const Traffic = {
  requests: Count.describe('Requests sent, repeated ones included.'),
  retries: Count.describe('Requests that repeat an earlier one.'),
  failures: Count.describe('Requests that failed for good.'),
  bytes: Count.describe("Bytes of the answers' bodies, decompressed."),
  answerSeconds: Seconds.describe(
    'Seconds between sending and having the answer, summed over requests that may overlap.',
  ),
  waitedSeconds: Seconds.describe('Seconds waited for rate limits, summed in the same way.'),
};

const service = z.string().describe('`GitLab` or `Port`.');

const ServiceEstimate = {
  requests: Count.describe('Requests for all that can be counted before.'),
  seconds: Seconds.describe('Seconds that they take at least.'),
  pace: z.string().describe('What the seconds follow from: how fast the service answers, or a rate limit.'),
  uncounted: list(z.string()).describe('What takes further requests that nobody can count before.'),
};

const Estimate = z
  .strictObject({
    gitlab: z
      .strictObject({
        ...ServiceEstimate,
        costs: list(
          z.strictObject({
            kind: z.string().describe('Kind of a resource.'),
            what: z.string().describe('What it reads.'),
            requests: Count.describe('Requests for it.'),
          }),
        ).describe('What each resource reads; what several share is with the first.'),
      })
      .describe('Of GitLab.'),
    port: z.strictObject(ServiceEstimate).describe('Of Port.'),
  })
  .describe(
    'The request plan: what the numbers of groups, projects and entities in Port foretold; absent when the run ended before they were read.',
  );

/** What `--report` writes: THE description of the file, which docs/report.md is made from. */
export const Report = z.strictObject({
  formatVersion: z.literal(1).describe('Changes only when a reader of this format would break; fields may be added.'),
  version: z.string().describe('Version of gitlab-port-exporter.'),
  startedAt: z.iso.datetime().describe('When the command was started.'),
  finishedAt: z.iso.datetime().describe('When the run had ended.'),
  durationSeconds: Seconds.describe('Seconds between the two.'),
  exitCode: z.literal(EXIT_CODES.map(({ code }) => code)).describe('The exit code.'),
  outcome: z.enum(EXIT_CODES.map(({ name }) => name)).describe('Name of the exit code.'),
  strict: z.boolean().describe('Whether warnings counted as failures (`--strict`).'),
  dryRun: z.boolean().describe('Whether nothing was written (`--dry-run`): figures tell what a run would do.'),
  preview: z.boolean().describe('Whether entities were written to `--output` and nothing to Port.'),
  error: Failure.exactOptional(),
  unwritten: list(
    z.strictObject({
      what: z
        .enum(['log', 'report', 'result'])
        .describe('The log is all of standard error, the result what `--dry-run` or `--check` prints.'),
      reason: z.string().describe('What the system said.'),
    }),
  ).describe('What was asked for and could not be written; the run went on.'),
  engine: z.string().exactOptional().describe('The jq that ran the mapping; absent when the run did not begin.'),
  integration: z
    .strictObject({
      type: z.string().describe('Its type.'),
      identifier: z.string().describe('Its identifier.'),
    })
    .exactOptional()
    .describe('The integration in Port that owns the entities; absent when the settings were wrong.'),
  totals: z
    .strictObject({
      ...Counts,
      deleted: Count.describe('Stale entities that were deleted.'),
      withheld: Count.describe('Stale entities that were kept on purpose.'),
    })
    .describe('Sums over all resources and blueprints.'),
  warnings: list(Issue).describe(
    'What to correct in the mapping, such as an unknown key or an expression that is no valid jq; with `--strict` an error before the run.',
  ),
  resources: list(Resource).describe("The resources in the mapping's order."),
  unreadBlueprints: list(
    z.strictObject({
      blueprint: z.string().describe('A blueprint.'),
      reason: z.string().describe('What Port said.'),
    }),
  ).describe('Blueprints whose entities could not be read from Port: all were written and none deleted.'),
  stale: Stale.exactOptional(),
  plan: Plan.exactOptional(),
  checks: list(Check).exactOptional().describe('What `--check` found; absent in a run.'),
  estimate: Estimate.exactOptional(),
  requests: z
    .strictObject({
      services: list(z.strictObject({ service, ...Traffic })).describe('Both services, each as a whole.'),
      routes: list(
        z.strictObject({ service, route: z.string().describe('Method and path, without identifiers.'), ...Traffic }),
      ).describe('Each route that was asked.'),
    })
    .describe('What was asked of GitLab and Port.'),
});

/** The report of one run as plain data, without secrets. */
export type Report = z.output<typeof Report>;
