#!/usr/bin/env node
/*
 * Stands in for Docker's client in tests, where no engine runs: `docker run` starts the built command with exactly the
 * variables and files that the container would have got. What real Docker would refuse, or not show to the container,
 * is an error here too. Each call is appended to FAKE_DOCKER_LOG as a line of JSON.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { toRunArguments } from './compose.js';

const launcher = fileURLToPath(new URL('../../../bin/gitlab-port-exporter.js', import.meta.url));

/** Docker: "docker container run", as far as an exporter's job needs it. */
const RUN_OPTIONS = {
  interactive: { type: 'boolean', short: 'i' },
  rm: { type: 'boolean' },
  init: { type: 'boolean' },
  'read-only': { type: 'boolean' },
  platform: { type: 'string' },
  user: { type: 'string', short: 'u' },
  env: { type: 'string', short: 'e', multiple: true, default: [] },
  'env-file': { type: 'string', multiple: true, default: [] },
  volume: { type: 'string', short: 'v', multiple: true, default: [] },
  workdir: { type: 'string', short: 'w' },
  network: { type: 'string' },
  pull: { type: 'string' },
  'cap-drop': { type: 'string', multiple: true },
  'security-opt': { type: 'string', multiple: true },
  'stop-timeout': { type: 'string' },
};

const [command = '', ...rest] = process.argv.slice(2);
if (process.env.FAKE_DOCKER_LOG) appendFileSync(process.env.FAKE_DOCKER_LOG, `${JSON.stringify([command, ...rest])}\n`);
if (command === 'run') run(rest);
else if (command === 'compose') run(composed(rest));
else if (command === 'build') build(rest);
else if (!['pull', 'login'].includes(command)) refuse(`'${command}' is not a docker command`);

/** The image is what is built already; what can be wrong is the folder, which comes last. */
function build(argv) {
  if (!existsSync(`${argv.at(-1)}/Dockerfile`)) refuse(`no Dockerfile in ${argv.at(-1)}`);
  // Docker: "docker image build --quiet" prints the image's identifier.
  process.stdout.write('sha256:0123abcd\n');
}

function run(argv) {
  const imageAt = indexOfImage(argv);
  const [image, ...args] = argv.slice(imageAt);
  if (image === undefined) refuse('"docker run" requires at least 1 argument');
  const { values } = parseArgs({ args: argv.slice(0, imageAt), options: RUN_OPTIONS, strict: true });
  const mounts = values.volume.map(toMount);
  const environment = { ...Object.assign({}, ...values['env-file'].map(readEnvFile)), ...readVariables(values.env) };
  const outside = (text) => toHostPath(text, mounts);
  const child = spawn(process.execPath, ['--', launcher, ...args.map(outside)], {
    stdio: 'inherit',
    env: {
      PATH: process.env.PATH,
      ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, outside(value)])),
    },
    cwd: values.workdir === undefined ? '/' : outside(values.workdir),
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal === null ? code : 137));
}

function composed(argv) {
  try {
    return toRunArguments(argv);
  } catch (error) {
    return refuse(error.message);
  }
}

/** The first argument that is neither an option nor an option's value. */
function indexOfImage(argv) {
  let index = 0;
  while (index < argv.length && argv[index].startsWith('-')) {
    const [name] = argv[index].replace(/^--?/, '').split('=');
    const option = RUN_OPTIONS[name] ?? Object.values(RUN_OPTIONS).find(({ short }) => short === name);
    if (option === undefined) refuse(`unknown flag: ${argv[index]}`);
    index += option.type === 'string' && !argv[index].includes('=') ? 2 : 1;
  }
  return index;
}

function readVariables(entries) {
  return Object.fromEntries(
    entries.flatMap((entry) => {
      const at = entry.indexOf('=');
      if (at >= 0) return [[entry.slice(0, at), entry.slice(at + 1)]];
      return process.env[entry] === undefined ? [] : [[entry, process.env[entry]]];
    }),
  );
}

/** Docker takes each line as it stands: quotes are part of the value. */
function readEnvFile(path) {
  const lines = readFileSync(path, 'utf8').split('\n');
  return readVariables(lines.filter((line) => line.trim() !== '' && !line.startsWith('#')));
}

function toMount(volume) {
  const [source, target] = volume.split(':');
  if (!source.startsWith('/') || !target?.startsWith('/')) refuse(`invalid volume: ${volume}`);
  if (!existsSync(source)) refuse(`the folder or file of ${volume} does not exist; Docker would make an empty folder`);
  return { source, target };
}

/** The container's paths as this machine's; a file of this machine that is not mounted would not be in the container. */
function toHostPath(text, mounts) {
  if (!text.startsWith('/') || text === '/') return text;
  const mount = mounts.find(({ target }) => text === target || text.startsWith(`${target}/`));
  if (mount !== undefined) return mount.source + text.slice(mount.target.length);
  if (existsSync(text)) refuse(`${text} is not mounted into the container`);
  return text;
}

function refuse(message) {
  process.stderr.write(`docker: ${message}\n`);
  process.exit(125);
}
