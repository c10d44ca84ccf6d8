import type { CaptchaId, HoldToken } from '../../protocol/ids.ts';
import type { Pattern, Serial } from '../../protocol/plate.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import type { Choices } from './choices.ts';
import type { Device } from './device.ts';
import type { Body, Captcha, Vehicle } from './messages.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimStore } from './world.ts';

type Around = {
  readonly scheduler: Scheduler;
  readonly choices: Choices;
  readonly store: SimStore;
  /** The numbers that people ask for; the first ones are wanted by most. */
  readonly plates: readonly Serial[];
};

/** One applicant's whole way: mostly straight on, sometimes wrong, late, or twice. */
export class Life {
  readonly vehicle: Vehicle;
  readonly devices: readonly Device[];
  readonly #around: Around;
  /** The digests of the codes that reached the phone. */
  readonly #codes: string[] = [];
  #captchas = 0;

  constructor(vehicle: Vehicle, devices: readonly Device[], around: Around) {
    this.vehicle = vehicle;
    this.devices = devices;
    this.#around = around;
  }

  receive(digest: string): void {
    this.#codes.push(digest);
  }

  /** Resolves when this applicant wants no more. */
  async live(): Promise<void> {
    const { choices } = this.#around;
    for (const device of this.devices) device.connect();
    for (let energy = 2 + choices.pick(4); energy > 0; energy -= 1) {
      await this.#pause(choices.of(20, 20, 400, 4_000));
      const device = this.devices[choices.pick(this.devices.length)] ?? this.devices[0];
      const view = device?.view ?? null;
      if (device === undefined || view === null) continue;
      const wantsMore = await this.#act(device, view);
      if (!wantsMore) return;
    }
  }

  async #act(device: Device, view: SelectionView): Promise<boolean> {
    const { choices } = this.#around;
    switch (view.stage) {
      case 'choosing':
        if (view.triesLeft > 0 && choices.pick(5) < 3) await this.#compose(device, view);
        else if (view.drawsLeft > 0) {
          await this.#send(device, { name: 'drawPlates', ...(await this.#captcha()) }, view);
        } else return choices.pick(2) === 1;
        return true;
      case 'holding':
      case 'picking': {
        await this.#dawdle(view.deadline);
        const plates = view.stage === 'holding' ? [view.plate] : view.plates;
        const plate = choices.seldom(20) ? this.#plate() : (plates[choices.pick(plates.length)] ?? this.#plate());
        const token = this.#token(view.token);
        if (choices.pick(4) === 3) await this.#send(device, { name: 'releaseHold', token }, view);
        else await this.#send(device, { name: 'confirmPlate', token, plate }, view);
        return true;
      }
      case 'confirming': {
        const { token } = view;
        const answered = await this.#send(device, { name: 'requestCode', token: this.#token(token) }, view);
        if (!answered) return true;
        await this.#dawdle(view.deadline);
        const digest = choices.seldom(150) ? 'code-wrong' : (this.#codes.at(-1) ?? 'code-none');
        await this.#send(device, { name: 'completeReservation', token, digest }, device.view ?? view);
        return true;
      }
      case 'reserved':
        if (choices.pick(3) === 0) return false;
        if (choices.seldom(120)) await this.#pause(4 * 86_400_000);
        await this.#send(device, { name: 'collect' }, view);
        return true;
      case 'registered':
        return false;
      case 'missed':
        if (choices.pick(2) === 0) return false;
        await this.#send(device, { name: 'beginAnew' }, view);
        return true;
    }
  }

  async #compose(device: Device, view: Extract<SelectionView, { stage: 'choosing' }>): Promise<void> {
    const { choices, scheduler } = this.#around;
    const plate = this.#plate();
    let seen: SelectionView = view;
    if (view.verifyFrom === null) {
      const answered = await this.#send(device, { name: 'openKeyboard' });
      if (!answered || device.view?.stage !== 'choosing') return;
      seen = device.view;
    }
    if (choices.pick(4) === 3) device.type(`${plate.slice(0, 3)}??` as Pattern);
    const from = 'verifyFrom' in seen ? (seen.verifyFrom ?? 0) : 0;
    if (!choices.seldom(60)) await this.#pause(from - scheduler.now);
    const captcha = await this.#captcha();
    await this.#send(device, { name: 'verifyPlate', plate, ...captcha }, device.view ?? seen);
  }

  /** Sends a command for the version that was seen, or now and then for another. */
  #send(device: Device, body: Body, view?: SelectionView): Promise<boolean> {
    if (view === undefined) return device.send(body);
    const { choices } = this.#around;
    const version = choices.seldom(20) ? Math.max(0, view.version - 1 + choices.pick(3)) : view.version;
    return device.send(body, version);
  }

  /** A captcha of one's own that is answered rightly, with few exceptions. */
  async #captcha(): Promise<Captcha> {
    const { choices, scheduler, store } = this.#around;
    this.#captchas += 1;
    const id = `captcha-${this.vehicle.selection}-${this.#captchas}`.padEnd(22, '-') as CaptchaId;
    const selection = this.vehicle.selection;
    const captchaUntil = await new Promise<number>((resolve) => {
      scheduler.post(async () => {
        const expiresAt = scheduler.now + 300_000;
        await store.issueCaptcha({ selection, id, digest: 'right', issuedAt: scheduler.now, expiresAt });
        resolve(expiresAt);
      });
    });
    const digest = choices.of('right', 'right', 'right', null, choices.seldom(300) ? 'wrong' : 'right');
    return { captcha: { id, digest }, captchaUntil };
  }

  #plate(): Serial {
    const { choices, plates } = this.#around;
    const wanted = choices.pick(3) < 2 ? Math.min(4, plates.length) : plates.length;
    return plates[choices.pick(wanted)] ?? (plates[0] as Serial);
  }

  #token(own: HoldToken): HoldToken {
    return this.#around.choices.seldom(15) ? ('never-given-never-give' as HoldToken) : own;
  }

  /** Waits a little, or until just before, at, or after a deadline. */
  async #dawdle(deadline: number): Promise<void> {
    const { choices, scheduler } = this.#around;
    const left = choices.pick(8);
    if (left < 6) return;
    await this.#pause(deadline - scheduler.now + (left === 6 ? choices.pick(9) - 6 : 30_000));
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#around.scheduler.after(ms, resolve));
  }
}
