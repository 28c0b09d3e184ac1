import { mkdir, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('docker.js', import.meta.url));

/**
 * Puts a `docker` into a folder that runs the built command where Docker would run the image; gives the PATH that finds
 * it first. With FAKE_DOCKER_LOG in the environment each call is appended to that file as a JSON list of arguments.
 */
export async function pathWithDocker(folder: string): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  await symlink(program, join(bin, 'docker'));
  return [bin, process.env['PATH']].join(delimiter);
}
