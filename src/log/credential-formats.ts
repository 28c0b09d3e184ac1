/** "Bearer authentication is required" tells of no credential: one has a digit or a capital in the middle of a word. */
const UNUSUAL_WORD = String.raw`(?=[\w.~+/-]*(?:\d|[a-z][A-Z]))`;

/**
 * What looks like a credential, whosever it is; the first group stays. Each reads a text in time that grows with its
 * length alone, and none goes past the quotes around a text. The longest prefixes count within a word, too: in an escaped
 * text `\n` comes before them.
 */
export const CREDENTIAL_FORMATS: readonly RegExp[] = [
  // GitLab: "Token prefixes"; also the beginning that is left of one where a message was cut short.
  /()gl(?:pat|oas|dt|cbt|ptt|rtr?|ft|imt|agent|soat|ffct|wt)-(?:[\w.-]{20,}|[\w-]+(?=\.{3}|…))/g,
  /()GR1348941[\w-]{20}/g,
  /(\b_gitlab_session["'\\]*\s*[:=]\s*["'\\]*)[^\s;"'\\]+/g,
  // Bounded, because a text can hold any number of beginnings that lead nowhere.
  /()eyJ[\w-]{10,1024}\.[\w-]{10,}\.[\w-]*/g,
  new RegExp(String.raw`(\b(?:[Bb]earer|[Bb]asic|BEARER|BASIC)\s+)${UNUSUAL_WORD}[\w.~+/-]{8,}=*`, 'g'),
  /(:\/\/[^\s/:@"]*:)[^\s/"]+(?=@)/g,
  /()gh[oprsu]_\w{36,}|github_pat_\w{22,}/g,
  /()(?:xox[abeprs]|xapp)-[\w-]{10,}/g,
  /(\bhooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]+/g,
  /()(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  // Signed addresses of AWS, Google and Azure.
  /([?&](?:sig|X-(?:Amz|Goog)-Signature)=)[\w%+/=-]{16,}/gi,
  /()\bAIza[\w-]{35}|\bya29\.[\w-]{20,}|\bGOCSPX-[\w-]{20,}/g,
  // Azure: connection strings, and secrets of an application in Entra.
  /(\b(?:Account|SharedAccess)Key=)[\w+/]{20,}=*/gi,
  /()(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/g,
  /()\b(?:[sr]k_(?:live|test)_\w{16,}|whsec_[\w+/]{24,}=*|npm_\w{36}|pypi-[\w-]{50,}|dckr_pat_[\w-]{20,})/g,
  /()\b(?:SG\.[\w-]{16,}\.[\w-]{16,}|hv[sb]\.[\w-]{20,}|dop_v1_\w{64})/g,
  /()-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[^"]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|(?<!\\)(?=\\*")|$)/g,
];
