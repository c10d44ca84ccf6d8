import { parseArgs } from 'node:util';
import type { Fault } from './fault.ts';
import { playFault } from './play.ts';

const HELP = `npm run chaos -- [fault…] [options]

Does harm to real processes while people choose, and tells whether the promises held. Without a name: every fault.

  --small      as often as before every change (the default)
  --reported   as often as the reported figures were made
  --rounds N   so often, whatever the fault
  --seed N     the seed of everything that is left to chance; it is told when none is given
  --list       names the faults, and what must hold`;

/** How many faults that mostly wait are played at once. */
const BESIDE = 2;

type Saying = {
  /** Takes results, a line each. */
  readonly out: (line: string) => void;
  readonly progress: (line: string) => void;
};

/** Runs the command; resolves to its exit status: 0 where all held, 1 where one did not, 2 for invalid arguments. */
export const chaos = async (args: readonly string[], faults: readonly Fault[], saying: Saying): Promise<number> => {
  const asked = read(args, faults);
  if (typeof asked === 'string') {
    saying.progress(asked);
    return 2;
  }
  if (asked.lists) {
    for (const each of faults) saying.out(described(each));
    return 0;
  }
  const failed: string[] = [];
  const play = async (fault: Fault): Promise<void> => {
    const { name } = fault;
    const rounds = asked.roundsOf(fault);
    saying.progress(`${name}: ${fault.what} ${rounds} rounds, seed ${asked.seed}.`);
    const note = (text: string): void => saying.progress(`  ${name}: ${text}`);
    const played = await playFault(fault, { rounds, seed: asked.seed, note });
    saying.out(JSON.stringify(played));
    if (!played.held) failed.push(name);
  };
  // Faults that keep the machine busy go one by one, and those that mostly wait go beside them.
  const busy = asked.faults.filter(({ waits }) => !waits);
  const waiting = asked.faults.filter(({ waits }) => waits);
  const lane = async (queue: Fault[]): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await play(next);
  };
  await Promise.all([lane(busy), ...Array.from({ length: BESIDE }, () => lane(waiting))]);
  saying.progress(failed.length === 0 ? `All ${asked.faults.length} held.` : `Did not hold: ${failed.join(', ')}.`);
  return failed.length === 0 ? 0 : 1;
};

type Asked = {
  readonly lists: boolean;
  readonly faults: readonly Fault[];
  readonly roundsOf: (fault: Fault) => number;
  readonly seed: number;
};

/** The meaning of the arguments, or the sentence that says why they are invalid. */
const read = (args: readonly string[], faults: readonly Fault[]): Asked | string => {
  const [flag, text] = [{ type: 'boolean' }, { type: 'string' }] as const;
  let given: ReturnType<typeof parse>;
  const parse = () =>
    parseArgs({
      args: [...args],
      options: { small: flag, reported: flag, list: flag, rounds: text, seed: text },
      allowPositionals: true,
    });
  try {
    given = parse();
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n\n${HELP}`;
  }
  const { values, positionals } = given;
  const unknown = positionals.filter((name) => faults.every((fault) => fault.name !== name));
  if (unknown.length > 0)
    return `There is no fault ${unknown.join(', ')}; there are ${faults.map(({ name }) => name).join(', ')}.`;
  for (const name of ['rounds', 'seed'] as const)
    if (!/^[1-9]\d{0,8}$/.test(values[name] ?? '1'))
      return `--${name} takes a whole number from 1 on, not ${values[name]}.`;
  const size = values.reported === true ? 'reported' : 'small';
  return {
    lists: values.list === true,
    faults: positionals.length === 0 ? faults : faults.filter(({ name }) => positionals.includes(name)),
    roundsOf: (fault) => (values.rounds === undefined ? fault.rounds[size] : Number(values.rounds)),
    seed: values.seed === undefined ? Math.floor(Math.random() * 1e9) + 1 : Number(values.seed),
  };
};

const described = ({ name, what, mustHold, rounds }: Fault): string =>
  `${name}\n  ${what}\n  Must hold: ${mustHold}\n  Rounds: ${rounds.small} small, ${rounds.reported} reported`;
