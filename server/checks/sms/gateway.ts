/** What a message is for; a gateway may choose its template by it. */
export type SmsPurpose = 'code' | 'reserved' | 'account';

export type SmsMessage = {
  /** The mobile number, whole. */
  readonly to: string;
  readonly text: string;
  readonly purpose: SmsPurpose;
};

/**
 * Sends text messages (SMS-4). `sent`: the gateway has accepted it. `gatewayDown`: it has not, and the applicant is
 * told so; nothing was charged. Never rejects.
 */
export type SmsGateway = { readonly send: (message: SmsMessage) => Promise<'sent' | 'gatewayDown'> };
