import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Applicant } from '../../verification/actors/applicant.ts';

/** The worker processes under a supervisor, as the system lists them. */
export const workersOf = async (supervisor: number): Promise<number[]> => {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    // After the name in parentheses: the state, then the parent.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(parent) !== supervisor || state === 'Z') continue;
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('main.ts')) found.push(Number(name));
  }
  return found;
};

/** Which of the workers has the other end of an applicant's connection. */
export const workerBehind = async (applicant: Applicant, workers: readonly number[]): Promise<number> => {
  const mine = portOf(applicant);
  // A handed-over connection may take a moment to be its worker's alone.
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const inode = await inodeOfPeer(mine, Number(new URL(applicant.url).port));
    const holders = [];
    for (const pid of workers) if (await holds(pid, `socket:[${inode}]`)) holders.push(pid);
    const [holder, ...others] = holders;
    if (holder !== undefined && others.length === 0) return holder;
    await delay(20);
  }
  throw new Error(`none of ${workers.join(', ')} has the connection from port ${mine}`);
};

/** The local port of a connection: socket.io-client keeps the WebSocket, and that its socket, where only they look. */
const portOf = ({ socket }: Applicant): number => {
  const transport = socket.io.engine.transport as unknown as { ws: { _socket: { localPort: number } } };
  // oxlint-disable-next-line no-underscore-dangle -- the name is theirs
  return transport.ws._socket.localPort;
};

/** The system's number of the server's end of a connection over IPv4. */
const inodeOfPeer = async (clientPort: number, serverPort: number): Promise<string | undefined> => {
  const hex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
  const lines = (await readFile('/proc/net/tcp', 'utf8')).split('\n').slice(1);
  const fields = lines.map((line) => line.trim().split(/\s+/));
  const peer = fields.find(
    ([, local, remote]) => local?.endsWith(`:${hex(serverPort)}`) && remote?.endsWith(`:${hex(clientPort)}`),
  );
  return peer?.[9];
};

const holds = async (pid: number, socket: string): Promise<boolean> => {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const file of files) if ((await readlink(`/proc/${pid}/fd/${file}`).catch(() => '')) === socket) return true;
  return false;
};
