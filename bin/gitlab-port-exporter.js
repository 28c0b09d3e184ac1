#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';

const { version, engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** Compares `20.18.1` with `20.9.0` part by part. */
function isOlder(version, minimum) {
  const parts = version.split('.').map(Number);
  const wanted = minimum.split('.').map(Number);
  const differing = wanted.findIndex((part, index) => part !== parts[index]);
  return differing !== -1 && parts[differing] < wanted[differing];
}

const minimum = engines.node.replace('>=', '');
if (isOlder(process.versions.node, minimum)) {
  process.stderr.write(`gitlab-port-exporter needs Node.js ${minimum} or newer, this is ${process.versions.node}.\n`);
  process.exitCode = 2;
} else if (process.argv.length === 3 && ['--version', '-V'].includes(process.argv[2])) {
  process.stdout.write(`${version}\n`);
  process.stdout.on('error', ({ code, message }) => {
    // A reader that went away is no failure.
    if (code === 'EPIPE') return;
    process.stderr.write(`Error: Standard output could not be written: ${message}\n`);
    process.exitCode = 6;
  });
} else if (existsSync(new URL('../dist/cli/main.js', import.meta.url))) {
  // A signal that nobody listens to is dropped where this is process 1, as in a container: heard from the first moment.
  const stop = new AbortController();
  const codes = { SIGINT: 130, SIGTERM: 143 };
  for (const signal of Object.keys(codes)) {
    process.on(signal, () => {
      // The second one does not wait for the run to end well.
      if (stop.signal.aborted) process.exit(codes[signal]);
      stop.abort(signal);
    });
  }
  // No module.enableCompileCache(): filling the cache costs a job that starts from nothing several times what it saves
  // one that finds it (measured), and a cache in a shared folder is code from anybody. NODE_COMPILE_CACHE asks for it.
  const { main } = await import('../dist/cli/main.js');
  await main(process, stop.signal);
} else {
  process.stderr.write('gitlab-port-exporter is not built yet: run npm run build first.\n');
  process.exitCode = 2;
}
