import { readdirSync, readFileSync } from 'node:fs';
import { LuaScript } from '../../redis/lua-script.ts';

const read = (file: string): string => readFileSync(new URL(`scripts/${file}.lua`, import.meta.url), 'utf8');

/** The script of a verb: its text, and before it the steps that its `-- include:` line names, in that order. */
export const poolScript = (verb: string): LuaScript => {
  const own = read(verb);
  const steps = /^-- include: (.+)$/m.exec(own)?.[1]?.split(' ') ?? [];
  return new LuaScript([...steps.map((step) => read(`steps/${step}`)), own].join('\n'));
};

/** Every script of this version. */
export const allScripts = (): LuaScript[] =>
  readdirSync(new URL('scripts/', import.meta.url))
    .filter((file) => file.endsWith('.lua'))
    .map((file) => poolScript(file.slice(0, -'.lua'.length)));
