import { createTransport } from 'nodemailer';
import type { SendMail } from '../mail/send-mail.ts';

const PATIENCE_MS = 15_000;

/** Sends plain mail, with files where given, through the server of SMTP_URL; its user is the sender. */
export function createMailer(smtpUrl: string): SendMail {
  const patient = new URL(smtpUrl);
  for (const name of ['connectionTimeout', 'greetingTimeout', 'socketTimeout']) {
    if (!patient.searchParams.has(name)) patient.searchParams.set(name, String(PATIENCE_MS));
  }
  const transport = createTransport(patient.href);
  const user = decodeURIComponent(new URL(smtpUrl).username);
  const from = user.includes('@') ? user : `flightboard@${new URL(smtpUrl).hostname}`;
  return async ({ attachments = [], ...mail }) => {
    const sent = await transport.sendMail({
      ...mail,
      from,
      attachments: attachments.map(({ name, type, data }) => ({
        filename: name,
        contentType: type,
        content: typeof data === 'string' ? data : Buffer.from(data),
      })),
    });
    return { messageId: sent.messageId };
  };
}
