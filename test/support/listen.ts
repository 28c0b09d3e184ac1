import type { AddressInfo, Server } from 'node:net';

/** Listens on a port of the loopback, a free one unless it is named; `close` ends what is connected as well. */
export async function listen(server: Server, wanted = 0): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port, // it listens on TCP, not on a pipe
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
