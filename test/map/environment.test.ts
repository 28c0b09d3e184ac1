import { describe, expect, it } from 'vitest';
import { cleanEnvironment } from '../../src/map/environment.ts';

describe('the environment that a mapping sees', () => {
  it('has neither secrets nor what sounds like one', () => {
    const environment = {
      STAGE: 'prod',
      CI_JOB_ID: '7',
      GITLAB_TOKEN: 'x',
      my_secret: 'x',
      DB_PASSWORD: 'x',
      SSH_KEY: 'x',
      AWS_CREDENTIALS: 'x',
      port_client_id: 'x',
      CI_REPOSITORY_URL: 'https://gitlab-ci-token:x@gitlab.example.com/a/b.git',
      HOME_PAGE: 'https://gitlab.example.com/@ada',
      UNSET: undefined,
    };

    const shown = cleanEnvironment(environment, ['PORT_CLIENT_ID']);

    expect(shown).toEqual({ STAGE: 'prod', CI_JOB_ID: '7', HOME_PAGE: 'https://gitlab.example.com/@ada' });
  });
});
