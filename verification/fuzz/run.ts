// npm run hostile -- [part…]: invalid and hostile input, by the hundred thousand, against a server; --help tells more.
import { parseArgs } from 'node:util';
import { type Besieged, besiege } from './besiege.ts';
import { parts } from './parts.ts';
import { givenTarget, ownTarget } from './target.ts';

const HELP = `npm run hostile -- [part…] [options]

Parts (all: one after another):
${parts.map(({ name, what, counts }) => `  ${name.padEnd(11)} ${what} (${counts.full.toLocaleString('en')})`).join('\n')}

Options
  --seed n        the same seed sends the same                                        (1)
  --count n       how many of each part, instead of the number above
  --pace n        inputs a second, instead of each part's own; 0 for as many as go
  --small         a fifth of it, as every change is checked
  --engine name   uws or ws, for the server that is started                           (uws)
  --url address   a server that runs already, on 127.0.0.0/8; only what can be seen from outside is looked at

Prints a line of JSON for each part. Ends with 1 where anything was not as it must be.`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const whole = (name: string, text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`--${name} takes a whole number, not ${text}`);
};

const main = async (): Promise<number> => {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seed: text, count: text, pace: text, url: text, engine: text, small: flag, help: flag },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const unknown = positionals.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0) throw new Error(`there is no part ${unknown.join(', ')}; --help names them`);
  const engine = values.engine ?? 'uws';
  if (engine !== 'uws' && engine !== 'ws') throw new Error(`--engine is uws or ws, not ${engine}`);
  const seed = whole('seed', values.seed ?? '1');
  const given = values.count === undefined ? undefined : whole('count', values.count);
  const chosen = parts.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const target = values.url === undefined ? await ownTarget(engine) : await givenTarget(values.url);
  try {
    const countOf = (part: (typeof parts)[number]) => given ?? part.counts[values.small ? 'small' : 'full'];
    const pace = values.pace === undefined ? undefined : whole('pace', values.pace);
    const paceOf = (part: (typeof parts)[number]) => (pace === 0 ? null : (pace ?? part.pace));
    const print = (found: Besieged) => console.log(JSON.stringify(found));
    const held = await besiege({ target, parts: chosen, countOf, paceOf, seed, print, say });
    return held ? 0 : 1;
  } finally {
    await target.stop();
  }
};

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    say(error instanceof Error ? (process.env['DEBUG'] ? String(error.stack) : error.message) : String(error));
    process.exitCode = 1;
  },
);
