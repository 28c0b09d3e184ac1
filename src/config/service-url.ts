import { serviceUrl, Text } from './value-schemas.ts';

/** GitLab's address; that of its API, which GitLab CI calls `CI_API_V4_URL`, means the same. */
export const GitLabUrl = serviceUrl().transform((url) => url.replace(/\/api\/v4$/, ''));

/** Port: "Regions". */
const REGIONS: ReadonlyMap<string, string> = new Map([
  ['eu', 'https://api.getport.io'],
  ['us', 'https://api.us.getport.io'],
]);

/** Hosts that documentation or a browser suggests, and the API that is meant. */
const WRONG_HOSTS: ReadonlyMap<string, string> = new Map([
  ['api.eu.getport.io', 'https://api.getport.io'],
  ['api.eu.port.io', 'https://api.getport.io'],
  ['app.getport.io', 'https://api.getport.io'],
  ['app.port.io', 'https://api.getport.io'],
  ['app.us.getport.io', 'https://api.us.getport.io'],
  ['app.us.port.io', 'https://api.us.getport.io'],
]);

/** The address of Port's API, or a region; the version at its end, which every request has anyway, is left out. */
export const PortUrl = Text.transform((value) => REGIONS.get(value.toLowerCase()) ?? value)
  .pipe(serviceUrl('expected a region (eu, us) or a URL'))
  .transform((url, context) => {
    const { host } = new URL(url);
    const right = WRONG_HOSTS.get(host);
    if (right !== undefined) context.addIssue(`expected ${right}: ${host} is not Port's API`);
    return url.replace(/\/v1$/, '');
  });
