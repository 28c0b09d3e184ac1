/** The sections of docs/troubleshooting.md, by their anchors: what is told about one of them points there. */
export const TOPICS = [
  'wrong-gitlab-token',
  'expired-gitlab-token',
  'missing-scope',
  'wrong-port-region',
  'untrusted-certificate',
  'proxy-needed',
  'missing-blueprint',
  'property-mismatch',
  'invalid-jq',
  'deletion-threshold',
] as const;

export type Topic = (typeof TOPICS)[number];
