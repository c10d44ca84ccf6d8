/** What a start-up check found: with a problem the server must not open; warnings are for the log. */
export type RedisCheck = { readonly problems: readonly string[]; readonly warnings: readonly string[] };

/** What of a client is used. */
type Asked = {
  readonly info: (section: string) => Promise<string>;
  readonly configGet: (names: string[]) => Promise<Record<string, string>>;
};

const OLDEST = [6, 2] as const;

/** Whether a Redis keeps the promises that the pool relies on: a version that can, no eviction, writes on disk. */
export const checkRedis = async (client: Asked): Promise<RedisCheck> => {
  const problems: string[] = [];
  const warnings: string[] = [];
  const server = fieldsOf(await client.info('server'));
  const version = server.get('redis_version') ?? '0.0';
  if (isOlder(version)) problems.push(`Redis ${version} is too old; ${OLDEST.join('.')} or newer is needed`);
  const policy = fieldsOf(await client.info('memory')).get('maxmemory_policy');
  if (policy !== 'noeviction')
    problems.push(`Redis may throw data away (maxmemory-policy ${policy ?? 'unknown'}); it must be set to noeviction`);
  const durability = await weakness(client);
  if (durability) warnings.push(durability);
  return { problems, warnings };
};

/** What a power cut could take, in one sentence; undefined where nothing. */
const weakness = async (client: Asked): Promise<string | undefined> => {
  try {
    const set = await client.configGet(['appendonly', 'appendfsync']);
    const [appendOnly, fsync] = [set['appendonly'], set['appendfsync']];
    if (appendOnly !== 'yes') return `Redis keeps no append-only file: a restart of it may lose reservations`;
    return fsync === 'always'
      ? undefined
      : `Redis syncs its file '${fsync}', not 'always': a power cut may lose reservations`;
  } catch {
    return 'Redis does not tell its settings (CONFIG is refused): whether writes reach the disk could not be checked';
  }
};

const isOlder = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
};

/** The lines `name:value` of INFO. */
const fieldsOf = (info: string): Map<string, string> =>
  new Map(
    info
      .split('\r\n')
      .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
