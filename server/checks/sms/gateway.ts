/** The purpose of a message; a gateway may choose its template by it. */
export type SmsPurpose = 'code' | 'reserved' | 'account';

export type SmsMessage = {
  /** The mobile number, whole. */
  readonly to: string;
  readonly text: string;
  readonly purpose: SmsPurpose;
  /** 22 characters. A repeated message has the same id, so that a provider can recognise it. */
  readonly id?: string;
};

/**
 * Sends text messages (SMS-4). `sent`: the gateway has accepted the message. `gatewayDown`: it has not; the applicant
 * learns that, and nothing is charged. Never rejects.
 */
export type SmsGateway = { readonly send: (message: SmsMessage) => Promise<'sent' | 'gatewayDown'> };

/** The refusal of a code by the limits, before the gateway gets it, and the time (ms) from which one can be sent. */
export type CodeHeldBack = { readonly refused: 'tooManyCodes' | 'messagesPaused'; readonly notBefore: number };

/**
 * Sends codes, and may limit them; a plain gateway does not. `by`: `stranger` if the mobile is not yet proved to belong
 * to the person who requests the code.
 */
export type CodeGateway = {
  readonly send: (message: SmsMessage, by?: 'stranger') => Promise<'sent' | 'gatewayDown' | CodeHeldBack>;
};
