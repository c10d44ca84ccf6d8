import http, { type Response } from 'k6/http';
import { plan } from './plan.ts';

/** A megabyte, of 2^20 bytes. */
export const MB = 2 ** 20;

const params = { tags: { name: '/metrics' } };

const residentOf = ({ status, body }: Response): number => {
  // One line for each process of the server's, where there are several.
  const lines = [...(body ?? '').matchAll(/^xuanhao_process_resident_memory_bytes(?:\{.*\})? (\S+)$/gm)];
  if (status !== 200 || lines.length === 0) throw new Error(`GET /metrics says nothing of memory: ${status}`);
  return lines.reduce((sum, [, bytes]) => sum + Number(bytes), 0);
};

/** What the server keeps in memory (resident set), in bytes. */
export const residentNow = (): number => residentOf(http.get(`${plan.url}/metrics`, params));

/** The same, without stopping the group's other people. */
export const readResident = async (): Promise<number> =>
  residentOf(await http.asyncRequest('GET', `${plan.url}/metrics`, null, params));
