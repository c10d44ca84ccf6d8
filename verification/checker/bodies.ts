import type { CaptchaChallenge } from '../../protocol/captcha.ts';
import type { KeyboardLayout } from '../../protocol/keyboard.ts';
import type { LineOf } from './format.ts';

type Facts = Partial<Pick<LineOf<'asked'>, 'plate' | 'token' | 'layout' | 'captcha' | 'captchaIs' | 'captchaUntil'>>;

/** One client's knowledge of the bodies that it sends: the number that its keys spell, and how good its captchas are. */
export class Bodies {
  readonly #layouts = new Map<string, ReadonlyMap<string, string>>();
  readonly #captchas = new Map<string, number>();

  /** Takes in an answer to the client that later bodies may name. */
  heard(name: string, answer: unknown): void {
    if (name === 'openKeyboard') {
      const { layout } = answer as { readonly layout: KeyboardLayout };
      this.#layouts.set(layout.id, new Map(layout.keys.map(({ id, face }) => [id, face])));
    } else if (name === 'requestCaptcha') {
      const { id, expiresAt } = answer as CaptchaChallenge;
      this.#captchas.set(id, expiresAt);
    }
  }

  /** The facts that a request's line gives of its body. A proof of work is right: its sender has found it. */
  factsOf(request: object): Facts {
    const { plate, token, layout, keys, captcha } = request as {
      readonly plate?: string;
      readonly token?: string;
      readonly layout?: string;
      readonly keys?: readonly (string | null)[];
      readonly captcha?: { readonly kind: string; readonly id: string };
    };
    const spelt = plate ?? (layout === undefined ? undefined : this.#spell(layout, keys));
    const until = captcha && this.#captchas.get(captcha.id);
    return {
      ...(spelt === undefined ? {} : { plate: spelt }),
      ...(token === undefined ? {} : { token }),
      ...(layout === undefined ? {} : { layout }),
      ...(captcha === undefined ? {} : { captcha: captcha.id }),
      ...(captcha?.kind === 'work' ? { captchaIs: 'right' as const } : {}),
      ...(until === undefined ? {} : { captchaUntil: until }),
    };
  }

  /** The number that keys spell on a layout, where each of them is one of its own. */
  #spell(layout: string, keys: readonly (string | null)[] = []): string | undefined {
    const faces = keys.map((key) => (key === null ? undefined : this.#layouts.get(layout)?.get(key)));
    return faces.length === 0 || faces.includes(undefined) ? undefined : faces.join('');
  }
}
