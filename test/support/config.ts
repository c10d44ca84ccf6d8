import { type Config, readConfig } from '../../server/config.ts';

/** The settings that an environment gives, where nothing is wrong with them. */
export const configOf = (env: NodeJS.ProcessEnv): Config => {
  const config = readConfig(env);
  if ('problems' in config) throw new Error(config.problems.join('\n'));
  return config;
};

/** What is wrong with the settings of an environment. */
export const problemsOf = (env: NodeJS.ProcessEnv): string[] => {
  const config = readConfig(env);
  return 'problems' in config ? config.problems : [];
};
