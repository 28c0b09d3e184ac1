/*
 * Puts TLS in front of a server that speaks plain HTTP: node tls-front.js <key> <certificate> <URL of the server>.
 * Listens on a free port of 127.0.0.1 and prints its own URL.
 */
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';

const [key, certificate, target] = process.argv.slice(2);

const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (incoming, answer) => {
  const { method, headers, url } = incoming;
  const outgoing = request(new URL(url, target), { method, headers }, (response) => {
    answer.writeHead(response.statusCode, response.headers);
    response.pipe(answer);
  });
  outgoing.on('error', () => answer.destroy());
  incoming.pipe(outgoing);
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`https://127.0.0.1:${server.address().port}\n`);
});
