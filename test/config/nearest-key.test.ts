import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { environmentKeys, fileKeys } from '../../src/config/known-keys.ts';
import { nearestKey } from '../../src/config/nearest-key.ts';

describe('nearestKey', () => {
  it.each([
    ['port.clientidd', 'OCEAN__PORT__CLIENT_ID'],
    ['prt.clientsecret', 'OCEAN__PORT__CLIENT_SECRET'],
    ['gitlab.token', 'OCEAN__INTEGRATION__CONFIG__GITLAB_TOKEN'],
    ['gitlaburl', 'OCEAN__INTEGRATION__CONFIG__GITLAB_URL'],
    ['eventlistner.type', 'OCEAN__EVENT_LISTENER__TYPE'],
    ['sendrawexamples', 'OCEAN__SEND_RAW_DATA_EXAMPLES'],
  ])('takes %s for %s', (unknown, spelling) => {
    const nearest = nearestKey(unknown, environmentKeys());

    expect(nearest?.spelling).toBe(spelling);
  });

  it.each(['zzzz', 'x', ''])('takes %j for nothing', (unknown) => {
    expect(nearestKey(unknown, environmentKeys())).toBeUndefined();
  });

  it('finds every key from itself with a letter doubled', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fileKeys()), fc.nat(), (known, at) => {
        const position = at % known.key.length;
        const misspelt = known.key.slice(0, position) + known.key.slice(Math.max(0, position - 1));

        expect(nearestKey(misspelt, [known])).toBe(known);
      }),
    );
  });
});
