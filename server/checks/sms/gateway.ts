/** What a message is for; a gateway may choose its template by it. */
export type SmsPurpose = 'code' | 'reserved' | 'account';

export type SmsMessage = {
  /** The mobile number, whole. */
  readonly to: string;
  readonly text: string;
  readonly purpose: SmsPurpose;
  /** 22 characters; the same where the same message may be sent a second time, so that a provider can tell. */
  readonly id?: string;
};

/**
 * Sends text messages (SMS-4). `sent`: the gateway has accepted it. `gatewayDown`: it has not, and the applicant is
 * told so; nothing was charged. Never rejects.
 */
export type SmsGateway = { readonly send: (message: SmsMessage) => Promise<'sent' | 'gatewayDown'> };

/** A code that is not sent now, whatever the gateway would say, and from when one can be again, in ms. */
export type CodeHeldBack = { readonly refused: 'tooManyCodes' | 'messagesPaused'; readonly notBefore: number };

/**
 * Sends codes, within limits of its own; a plain gateway is one that has none. `by`: who asks for a code to a mobile
 * that was not shown to be theirs yet.
 */
export type CodeGateway = {
  readonly send: (message: SmsMessage, by?: 'stranger') => Promise<'sent' | 'gatewayDown' | CodeHeldBack>;
};
