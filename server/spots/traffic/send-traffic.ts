import { errorIssue } from '../../../shared/domain/issue.ts';
import type { RecordAudit } from '../../audit/audit.service.ts';
import type { StoredCampaign } from '../../campaigns/campaigns.model.ts';
import type { CampaignsService, EditContext } from '../../campaigns/campaigns.service.ts';
import type { Clock } from '../../clock.ts';
import { systemActor } from '../../http/actor.ts';
import type { NewId } from '../../ids.ts';
import type { Announce } from '../../live/live.ts';
import type { Mail, SendMail } from '../../mail/send-mail.ts';
import { notFound, Refusal, refuse } from '../../refusal.ts';
import type { StationsService } from '../../stations/stations.service.ts';
import { trafficBxf, trafficCsv, trafficFileName, trafficPdf } from './traffic-files.ts';
import type { TrafficDelivery, TrafficInstruction, TrafficModel } from './traffic.model.ts';

export type SendTrafficInput = Readonly<{
  model: TrafficModel;
  stations: Pick<StationsService, 'find'>;
  campaigns: Pick<CampaignsService, 'get'>;
  sendMail: SendMail | null;
  clock: Clock;
  newId: NewId;
  audit: RecordAudit;
  announce: Announce;
}>;

const NO_SERVER =
  'No mail server is set up, so nothing was sent. Set SMTP_URL, for example smtp://user:password@mail.example.org:587, and start again; or download the files and send them yourself.';

/** Mails instructions to stations, as PDF, CSV and BXF, and notes every try in their history. */
export function createSendTraffic(input: SendTrafficInput) {
  const { model, clock } = input;

  const deliver = async (instruction: TrafficInstruction, to: readonly string[], context: Omit<EditContext, 'rev'>) => {
    const campaign = await input.campaigns.get(instruction.campaignId);
    const tried = await trySending(input.sendMail, await mailOf(instruction, campaign, to));
    const delivery: TrafficDelivery = {
      id: input.newId('dlv'),
      to,
      at: clock.now(),
      by: context.actor.name,
      ...tried,
    };
    const noted = await model.noteDelivery(instruction.id, delivery);
    const { id, campaignId, station, revision } = instruction;
    await input.audit({
      ...context,
      action: tried.error === null ? 'traffic_sent' : 'traffic_not_sent',
      noun: 'traffic_instruction',
      targetId: id,
      campaignId,
      before: {},
      after: { station, revision, to: to.join(', '), ...tried },
    });
    input.announce({ kind: 'spot', campaignId, id: campaignId });
    return { instruction: noted ?? instruction, delivery };
  };

  return {
    /**
     * Sends the present revision to the station's contacts, or to the addresses given. Sending again is another line in its
     * history. A mail server that does not take it is noted there too, and told.
     */
    async send(
      id: string,
      request: Readonly<{ to?: readonly string[] | undefined }>,
      context: Omit<EditContext, 'rev'>,
    ): Promise<TrafficInstruction> {
      const instruction = await model.findById(id);
      if (!instruction) throw notFound('traffic_instruction', id);
      if (!input.sendMail) throw refuse('conflict', 'no_mail_server', NO_SERVER);
      const { station, revision } = instruction;
      if (!instruction.isCurrent) {
        const message = `Revision ${revision} to ${station} is superseded; sending it would air the wrong copy. Send the present revision.`;
        throw refuse('conflict', 'superseded', message);
      }
      const to = request.to ?? (await input.stations.find(station))?.contacts.map(({ email }) => email) ?? [];
      if (to.length === 0) {
        const message = `${station} has no contacts yet. Add the addresses of its traffic desk, or name them here.`;
        throw refuse('conflict', 'no_contacts', message, 'to');
      }
      const { instruction: sent, delivery } = await deliver(instruction, to, context);
      if (delivery.error === null) return sent;
      const message = `The mail server did not take the instructions to ${station}: ${delivery.error} It is noted in their history; send again once that is mended.`;
      throw new Refusal('unavailable', [errorIssue('mail_not_taken', message)]);
    },

    /** After a deadline: mails what was never mailed, to stations whose contacts want it at once. Each revision once. */
    async afterDeadline(instructions: readonly TrafficInstruction[]): Promise<void> {
      if (!input.sendMail) return;
      for (const instruction of instructions) {
        const station = await input.stations.find(instruction.station);
        const to = station?.contacts.map(({ email }) => email) ?? [];
        if (!station?.sendOnDeadline || to.length === 0 || instruction.deliveries.length > 0) continue;
        if (await model.takeMailing(instruction.id, clock.now()))
          await deliver(instruction, to, { actor: systemActor('scheduler') });
      }
    },
  };
}
export type SendTraffic = ReturnType<typeof createSendTraffic>;

async function trySending(
  sendMail: SendMail | null,
  mail: Mail,
): Promise<Pick<TrafficDelivery, 'messageId' | 'error'>> {
  try {
    const sent = await sendMail?.(mail);
    return { messageId: sent?.messageId ?? null, error: null };
  } catch (error) {
    const words = error instanceof Error ? error.message : 'It did not work.';
    return { messageId: null, error: /[.!?]$/.test(words) ? words : `${words}.` };
  }
}

async function mailOf(instruction: TrafficInstruction, campaign: StoredCampaign, to: readonly string[]): Promise<Mail> {
  const { station, revision, supersedesRevision, rows } = instruction;
  const name = trafficFileName(instruction);
  const files = { instruction, campaign };
  const supersedes = supersedesRevision === null ? '' : ` It supersedes revision ${supersedesRevision}.`;
  return {
    to: to.join(', '),
    subject: `Traffic instructions ${station}, revision ${revision}: ${campaign.advertiser}`,
    text: [
      `${campaign.advertiser}, ${campaign.name}`,
      `Traffic instructions to ${station}, revision ${revision}, air days ${instruction.from} up to ${instruction.to}: ${rows.length} spots.${supersedes}`,
      'The instructions are attached as PDF, CSV and BXF; all three say the same.',
      `Times are on the broadcast clock in ${campaign.timeZone}. Please confirm receipt to ${instruction.issuedBy}.`,
    ].join('\n\n'),
    attachments: [
      { name: `${name}.pdf`, type: 'application/pdf', data: await trafficPdf(files) },
      { name: `${name}.csv`, type: 'text/csv', data: trafficCsv(files) },
      { name: `${name}.xml`, type: 'application/xml', data: trafficBxf(files) },
    ],
  };
}
