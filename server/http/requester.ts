import type { Context } from 'hono';
import type { DeviceKind } from '../../protocol/http/sessions.ts';
import { maskNetwork } from '../checks/mask.ts';
import type { Devices } from '../identity/devices.ts';
import { readDeviceCookie, setDeviceCookie } from '../identity/session-cookie.ts';
import type { SignInAttempt } from '../identity/sign-in.ts';
import { networkOfRequest } from './routes.ts';

/** The origin of a sign-in request, as the limits and the list of sessions record it. */
export const requesterOf = (
  context: Context,
  devices: Devices,
  userName: string,
): Pick<SignInAttempt, 'address' | 'device' | 'origin'> => {
  const address = networkOfRequest(context);
  const device = devices.idOf(readDeviceCookie(context), userName);
  const origin = { device: kindOf(context.req.header('user-agent') ?? ''), address: maskNetwork(address) };
  return { address, device, origin };
};

/** Sets the device cookie: this browser has signed in under this name. */
export const keepDevice = (context: Context, devices: Devices, userName: string): void =>
  setDeviceCookie(context, devices.mark(readDeviceCookie(context), userName));

/** The only fact taken from a `User-Agent`: enough for a person to tell sessions apart. */
const kindOf = (userAgent: string): DeviceKind => {
  if (!userAgent.startsWith('Mozilla/')) return 'program';
  if (/iPad|Tablet|Android(?!.*Mobile)/.test(userAgent)) return 'tablet';
  return /Mobi|Android|iPhone|HarmonyOS/.test(userAgent) ? 'phone' : 'computer';
};
