import { describe, expect, it } from 'vitest';
import { checkJq } from '../../src/check/jq.ts';

describe('the check of jq', () => {
  it('tells why the one that is asked for cannot be used', async () => {
    const { results, value } = await checkJq({ engine: 'native', path: '/no/jq' }, new AbortController().signal);

    expect(results).toMatchObject([{ title: 'jq.path', state: 'failed', exit: 'usage' }]);
    expect(results[0]?.remedy).toContain('--jq embedded');
    expect(value).toBeUndefined();
  });
});
