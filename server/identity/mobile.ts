/** Whether a text is a mobile number of mainland China: 11 digits, first 13 to 19, no country code. */
export const isValidMobile = (text: string): boolean => /^1[3-9]\d{9}$/.test(text);
