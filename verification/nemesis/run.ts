// npm run chaos -- [fault…] [--rounds n] [--seed s]: does harm to real processes, and tells whether the promises held.
// One line of JSON for each fault on standard output, progress on the other; ends with 1 where one does not hold.
import { chaos } from './command.ts';
import { faults } from './faults.ts';

// Whatever a stage has started goes with this process, however it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
const out = (line: string): void => void process.stdout.write(`${line}\n`);
process.exit(await chaos(process.argv.slice(2), faults, { out, progress: (line) => console.error(line) }));
