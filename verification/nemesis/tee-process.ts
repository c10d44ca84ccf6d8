// node --import tsx verification/nemesis/tee-process.ts <folder>: stands before the Redis of a folder, and writes a line for each
// command that a script there settles: its id, and the reading of Redis's clock that it was judged by. In a process of
// its own, so that nobody waits for whoever drives.
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { valuesOf } from './resp.ts';

/** A script's reply to a command that it settled: the word, and its clock. */
const SETTLED = /^\*\d+\r\n\$4\r\ndone\r\n\$\d+\r\n(\d+)\r\n/;
/** A command's own id stands behind whose it is. */
const COMMAND = /"owner":"[^"]*","id":"([^"]+)"/;

const [folder = ''] = process.argv.slice(2);
let lines = '';
const flush = setInterval(() => {
  if (lines !== '') process.stdout.write(lines);
  lines = '';
}, 50);

const lead = (line: Socket): void => {
  const inner = connect(join(folder, 'redis.sock'));
  /** The ids of the commands whose replies are to come; null for whatever else was asked. */
  const asked: (string | null)[] = [];
  line.on(
    'data',
    valuesOf((value) => asked.push(COMMAND.exec(value.toString('latin1'))?.[1] ?? null)),
  );
  inner.on(
    'data',
    valuesOf((value) => {
      const id = asked.shift() ?? null;
      const now = id === null ? undefined : SETTLED.exec(value.toString('latin1', 0, 60))?.[1];
      if (now !== undefined) lines += `${id} ${now}\n`;
    }),
  );
  for (const [one, other] of [
    [line, inner],
    [inner, line],
  ] as const) {
    one.pipe(other);
    one.on('error', () => undefined);
    one.once('close', () => other.destroy());
  }
};

const server = createServer(lead);
server.listen(join(folder, 'tee.sock'), () => process.stdout.write('ready\n'));
// The parent is gone, or needs no more.
process.stdin.on('close', () => process.exit(0)).resume();
process.once('exit', () => clearInterval(flush));
