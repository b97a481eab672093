import { createTransport } from 'nodemailer';

/** Sends plain mail through the server of SMTP_URL; its user is the sender. */
export function createMailer(smtpUrl: string) {
  const transport = createTransport(smtpUrl);
  const user = decodeURIComponent(new URL(smtpUrl).username);
  const from = user.includes('@') ? user : `flightboard@${new URL(smtpUrl).hostname}`;
  return async (mail: Readonly<{ to: string; subject: string; text: string }>): Promise<void> => {
    await transport.sendMail({ ...mail, from });
  };
}
