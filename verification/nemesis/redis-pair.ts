import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import type { PoolId } from '../../protocol/ids.ts';
import { freePort } from '../../server/engine/port.ts';
import { poolKeys } from '../../server/pool/redis/keys.ts';
import { RedisPoolStore } from '../../server/pool/redis/store.ts';
import { RedisHome } from '../../server/redis/home.ts';
import { ReplicaGate } from '../../server/redis/replica-gate.ts';
import type { RedisTarget } from '../../server/redis/target.ts';
import { Link } from '../../test/support/link.ts';
import { StageRedis } from './redis.ts';

const HOST = '127.0.0.1';
/** How long a replica may take to copy its master, in ms. */
const TIMEOUT_MS = 30_000;

type Member = { readonly redis: StageRedis; readonly port: number };

/** Two Redis, of which one is the other's replica; an address that leads to the master, and a link between the two. */
export class RedisPair {
  readonly target: RedisTarget;
  /** By this the replica hears of its master. */
  readonly link: Link;
  readonly #address: Link;
  readonly #linkPort: number;
  readonly #homes: RedisHome[] = [];
  #master: Member;
  #replica: Member;

  private constructor(parts: {
    master: Member;
    replica: Member;
    address: Link;
    port: number;
    link: Link;
    linkPort: number;
  }) {
    this.#master = parts.master;
    this.#replica = parts.replica;
    this.#address = parts.address;
    this.target = { url: `redis://${HOST}:${parts.port}` };
    this.link = parts.link;
    this.#linkPort = parts.linkPort;
  }

  /** Starts both; resolves when the replica has what its master has. */
  static async open(): Promise<RedisPair> {
    const [master, replica] = [await member(), await member()];
    const [address, link] = [new Link(), new Link()];
    const [port, linkPort] = [await address.open(master.port), await link.open(master.port)];
    const pair = new RedisPair({ master, replica, address, port, link, linkPort });
    try {
      await pair.#copies();
    } catch (error) {
      await pair.stop();
      throw error;
    }
    return pair;
  }

  get master(): StageRedis {
    return this.#master.redis;
  }

  get replica(): StageRedis {
    return this.#replica.redis;
  }

  /** A store behind the address, with a gate of its own where replicas are demanded. */
  async openStore(pool: PoolId, replicas: number): Promise<RedisPoolStore> {
    const log = pino({ level: 'silent' });
    const home = new RedisHome({ target: this.target, log, reconnected: () => undefined, hasReplicas: replicas > 0 });
    this.#homes.push(home);
    const [commands, reads] = [await home.open('commands'), await home.open('blocking')];
    if (replicas === 0) return new RedisPoolStore(pool, { commands, reads });
    const fence = { client: await home.open('commands'), key: poolKeys(pool).fence, life: () => home.life };
    return new RedisPoolStore(pool, { commands, reads, gate: new ReplicaGate({ ...fence, replicas }).pass });
  }

  /** The master dies; its replica takes over as it is, at the same address. The old master is not there until `rejoin`. */
  async failOver(): Promise<void> {
    const [dead, heir] = [this.#master, this.#replica];
    await dead.redis.kill9();
    this.link.breakOff();
    this.link.flow();
    await (await heir.redis.client()).sendCommand(['REPLICAOF', 'NO', 'ONE']);
    [this.#master, this.#replica] = [heir, dead];
    this.link.moveTo(heir.port);
    this.#address.moveTo(heir.port);
    this.#address.breakOff();
  }

  /** The Redis that died comes back, and copies the present master; resolves when it has what that has. */
  async rejoin(): Promise<void> {
    await this.#replica.redis.begin();
    await this.#copies();
  }

  async stop(): Promise<void> {
    for (const home of this.#homes) home.close();
    for (const link of [this.#address, this.link]) link.close();
    for (const { redis } of [this.#master, this.#replica]) await redis.stop();
  }

  async #copies(): Promise<void> {
    const client = await this.#replica.redis.client();
    await client.sendCommand(['REPLICAOF', HOST, String(this.#linkPort)]);
    for (const end = performance.now() + TIMEOUT_MS; ; await delay(20)) {
      if ((await client.info('replication').catch(() => '')).includes('master_link_status:up')) return;
      if (performance.now() > end) throw new Error('the replica does not copy its master');
    }
  }
}

const member = async (): Promise<Member> => {
  const port = await freePort(HOST);
  return { redis: await StageRedis.start({ port }), port };
};
