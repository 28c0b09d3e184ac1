import type { Environment } from './variables.ts';

/** What GitHub Actions tells a step through its environment. */
export interface Github {
  /** Whether a runner reads what is printed, and takes commands in it. */
  readonly isRunner: boolean;
  /** File for a summary in Markdown. */
  readonly summaryFile?: string;
  /** File for the step's outputs. */
  readonly outputFile?: string;
}

/** Reads GitHub's variables: before all settings, so that wrong ones are announced there too. */
export function readGithub(environment: Environment): Github {
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY, GITHUB_OUTPUT } = environment;
  return {
    isRunner: GITHUB_ACTIONS === 'true',
    ...(GITHUB_STEP_SUMMARY && { summaryFile: GITHUB_STEP_SUMMARY }),
    ...(GITHUB_OUTPUT && { outputFile: GITHUB_OUTPUT }),
  };
}
