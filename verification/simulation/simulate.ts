// npm run simulate -- --seed 1 --lives 1000000: random lives, any number, until a promise is broken. Ends with 1 then.
import { parseArgs } from 'node:util';
import { explain, inMemory, LIVES_A_WORLD, playMany } from './play-many.ts';
import { World } from './world.ts';

const text = { type: 'string' } as const;
const { values } = parseArgs({ options: { seed: text, lives: text, world: text, tape: text } });
const wholeOf = (name: 'seed' | 'lives' | 'world', otherwise: number): number => {
  const given = Number(values[name] ?? otherwise);
  if (Number.isSafeInteger(given) && given >= 1) return given;
  console.error(`--${name} takes a whole number from 1 on, not ${values[name]}`);
  process.exit(2);
};
const seed = wholeOf('seed', Math.floor(Math.random() * 1e9) + 1);
const aWorld = wholeOf('world', LIVES_A_WORLD);
const began = performance.now();
const spent = (): string => `${((performance.now() - began) / 1_000).toFixed(0)} s`;

if (values.tape === undefined) {
  const lives = wholeOf('lives', 100_000);
  let said = began;
  const { failure, ...played } = await playMany({ seed, lives, aWorld }, inMemory, (lived) => {
    if (performance.now() - said < 5_000) return;
    said = performance.now();
    console.error(`${lived} lives in ${spent()}`);
  });
  if (failure === null) {
    console.log(
      `${played.lives} lives, ${played.operations} commands from seed ${seed} on in ${spent()}: every promise was kept.`,
    );
  } else {
    console.log(await explain(failure));
    process.exitCode = 1;
  }
} else {
  const outcome = await World.play(aWorld, { tape: values.tape.split(',').map(Number) }, inMemory);
  for (const line of outcome.lines) console.log(JSON.stringify(line));
  for (const { promise, says } of outcome.faults) console.log(`${promise}: ${says}`);
  process.exitCode = outcome.faults.length === 0 ? 0 : 1;
}
