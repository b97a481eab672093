/** A mail: `to` is one address or several with commas. */
export type Mail = Readonly<{
  to: string;
  subject: string;
  text: string;
  attachments?: readonly Readonly<{ name: string; type: string; data: string | Uint8Array }>[];
}>;

/** Sends a mail and tells the message id the mail server will know it by. Rejects when the server does not take it. */
export type SendMail = (mail: Mail) => Promise<Readonly<{ messageId: string }> | void>;
