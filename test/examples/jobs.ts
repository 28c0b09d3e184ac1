import { composeJob, kubernetesJob, terminalJob } from './container-jobs.ts';
import { githubActionJob, githubDockerJob } from './github-jobs.ts';
import type { Job } from './job.ts';
import { azureJob, gitlabJob, jenkinsJob } from './pipeline-jobs.ts';

/** Every example that runs the exporter. */
export const JOBS: readonly Job[] = [
  githubActionJob,
  githubDockerJob,
  gitlabJob,
  jenkinsJob,
  azureJob,
  kubernetesJob,
  composeJob,
  terminalJob,
];
