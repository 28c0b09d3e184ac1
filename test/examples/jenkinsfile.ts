/** What a declarative Jenkinsfile says, as far as its text shows it (Jenkins: "Pipeline Syntax"). */
export interface Jenkinsfile {
  /** Variables with a value in quotes. */
  readonly variables: Readonly<Record<string, string>>;
  /** Variables that `credentials('id')` fills, with the id. */
  readonly credentials: Readonly<Record<string, string>>;
  /** The text of the `sh` step, as Groovy hands it to the shell. */
  readonly script: string;
  /** Exit codes that make the build unstable. */
  readonly unstable: readonly number[];
  readonly cron: string;
  readonly timeout: { readonly time: number; readonly unit: string };
}

/** Reads the one form that the example is written in; anything else is an error, not an empty result. */
export function parseJenkinsfile(text: string): Jenkinsfile {
  const code = text.replaceAll(/^\s*\/\/.*$/gm, '');
  const environment = capture(code, /^ {2}environment \{\n(.*?)^ {2}\}/ms);
  const lines = environment.split('\n').filter((line) => line.trim() !== '');
  const variables = pairs(lines, /^\s+(\w+) = '([^']*)'(?:\s+\/\/.*)?$/);
  const credentials = pairs(lines, /^\s+(\w+) = credentials\('([\w-]+)'\)$/);
  if (lines.length !== Object.keys(variables).length + Object.keys(credentials).length) {
    throw new Error('The environment has a line that is neither a text nor credentials');
  }
  return {
    variables,
    credentials,
    // Groovy: in ''' a backslash at the end of a line joins it with the next one.
    script: capture(code, /def code = sh\(returnStatus: true, script: '''\n(.*?)'''\)/s).replaceAll('\\\n', ''),
    unstable: capture(code, /if \(code in \[([\d, ]+)\]\) \{\s+unstable\(/)
      .split(', ')
      .map(Number),
    cron: capture(code, /triggers \{\s+cron\('([^']+)'\)\s+\}/),
    timeout: {
      time: Number(capture(code, /timeout\(time: (\d+), unit: '\w+'\)/)),
      unit: capture(code, /timeout\(time: \d+, unit: '(\w+)'\)/),
    },
  };
}

function capture(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`The Jenkinsfile has nothing like ${pattern}`);
  return found;
}

function pairs(lines: readonly string[], pattern: RegExp): Record<string, string> {
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value] = pattern.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
}
