/*
 * Stands in for Docker's compose plugin, as far as running a service once needs it: turns `compose run` and the
 * compose.yaml of the working directory into the arguments of `docker run`.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';

const OPTIONS = { rm: { type: 'boolean' }, 'no-TTY': { type: 'boolean', short: 'T' } };

/** Compose: "docker compose run". Keys of a service that this does not know are an error. */
export function toRunArguments(argv) {
  const serviceAt = argv.findIndex((argument, index) => index > 0 && !argument.startsWith('-'));
  const [name, ...args] = argv.slice(serviceAt);
  if (argv[0] !== 'run' || serviceAt < 0) throw new Error('only "docker compose run SERVICE" is known here');
  parseArgs({ args: argv.slice(1, serviceAt), options: OPTIONS, strict: true });

  const service = parse(readFileSync('compose.yaml', 'utf8')).services[name];
  if (service === undefined) throw new Error(`no such service: ${name}`);
  const { image, environment = {}, env_file = [], read_only, cap_drop = [], security_opt = [], ...others } = service;
  const unknown = Object.keys(others).filter((key) => !['restart', 'stop_grace_period'].includes(key));
  if (unknown.length > 0) throw new Error(`compose.yaml: services.${name} has the unknown keys ${unknown.join(', ')}`);
  return [
    ...(argv.includes('--rm') ? ['--rm'] : []),
    ...(read_only ? ['--read-only'] : []),
    ...cap_drop.flatMap((capability) => ['--cap-drop', capability]),
    ...security_opt.flatMap((option) => ['--security-opt', option]),
    ...env_file.flatMap((entry) => ['--env-file', rawFile(entry)]),
    ...Object.entries(environment).flatMap(([key, value]) => ['-e', `${key}=${value}`]),
    image,
    ...args,
  ];
}

/** Compose: "env_file". Any other format would interpolate the values, which `docker run` does not. */
function rawFile({ path, format }) {
  if (format !== 'raw') throw new Error(`the format of the env_file ${path} is not raw`);
  return path;
}
