import type { CommandId, HoldToken, SelectionId } from '../../protocol/ids.ts';
import type { PatternPicture } from '../../protocol/pattern-picture.ts';
import type { Pattern, Serial } from '../../protocol/plate.ts';
import type { PoolPicture } from '../../protocol/pool-picture.ts';
import type { SelectionView } from '../../protocol/selection-view.ts';
import type { CaptchaProof } from '../../server/pool/store.ts';
import type { Result } from '../../server/selection/result.ts';

/** A captcha, its answer, and until when it is good. */
export type Captcha = { readonly captcha: CaptchaProof; readonly captchaUntil: number };

/** What a client of the simulation can command: the wire's commands, understood already, and the desk's two. */
export type Body =
  | { readonly name: 'openKeyboard' }
  | ({ readonly name: 'verifyPlate'; readonly plate: Serial } & Captcha)
  | ({ readonly name: 'drawPlates' } & Captcha)
  | { readonly name: 'releaseHold'; readonly token: HoldToken }
  | { readonly name: 'confirmPlate'; readonly token: HoldToken; readonly plate: Serial }
  | { readonly name: 'requestCode'; readonly token: HoldToken }
  | { readonly name: 'completeReservation'; readonly token: HoldToken; readonly digest: string }
  | { readonly name: 'collect' }
  | { readonly name: 'beginAnew' };
export type CommandMessage = { readonly id: CommandId; readonly version?: number; readonly body: Body };

/** A message as it reaches a node. `answer` is called there: what it says has the way back before it. */
export type Message =
  | { readonly kind: 'command'; readonly command: CommandMessage; readonly answer: (reply: CommandReply) => void }
  | { readonly kind: 'type'; readonly pattern: Pattern; readonly answer: (picture: PatternPicture | null) => void }
  | { readonly kind: 'readPool'; readonly answer: (picture: PoolPicture) => void };
type CommandReply = { readonly said: Result; readonly view: SelectionView };

/** A vehicle and whose it is. */
export type Vehicle = { readonly selection: SelectionId; readonly owner: string };
