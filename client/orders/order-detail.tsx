import { Button, Group, TextInput, Textarea } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { OrderResponse } from '../../shared/contracts/orders.ts';
import { Facts } from '../parts/figures/facts.tsx';
import { sayDone } from '../parts/notices/announce.ts';
import { Refused } from '../parts/notices/refused.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { useMay } from '../people/session.ts';
import { daypartWord } from '../spots/spot-words.ts';
import { cellMoney, channelWord, count, instant, period, rate, rateWord, words } from '../words/format.ts';
import { OrderChip } from './order-chip.tsx';
import { orderFile, useOrderStep, type OrderStep } from './order-queries.ts';
import classes from './orders.module.css';

type Form = Readonly<{
  step: OrderStep;
  label: string;
  done: string;
  who?: string;
  reference?: boolean;
  note: string;
  isNoteNeeded?: boolean;
  noteField: 'note' | 'reason';
}>;

const FORMS: Readonly<Record<OrderStep, Form>> = {
  send: { step: 'send', label: 'Mark as sent', done: 'sent', who: 'Sent to', note: 'Note', noteField: 'note' },
  accept: {
    step: 'accept',
    label: 'Accepted',
    done: 'accepted',
    who: 'Accepted by',
    reference: true,
    note: 'Note',
    noteField: 'note',
  },
  decline: {
    step: 'decline',
    label: 'Declined',
    done: 'declined',
    who: 'Declined by',
    note: 'Why',
    isNoteNeeded: true,
    noteField: 'reason',
  },
  cancel: { step: 'cancel', label: 'Cancel order', done: 'canceled', note: 'Why', noteField: 'note' },
};

const STEPS: Readonly<Record<OrderResponse['status'], readonly OrderStep[]>> = {
  draft: ['send', 'cancel'],
  sent: ['accept', 'decline', 'cancel'],
  accepted: ['cancel'],
  declined: ['send', 'cancel'],
  superseded: [],
  canceled: [],
};

/** One order: what it buys, where it stands, and the vendor's answer. */
export function OrderDetail({
  order,
  zone,
  onOpen,
}: {
  order: OrderResponse;
  zone: string;
  onOpen: (id: string) => void;
}) {
  const mayEdit = useMay('edit');
  const [step, setStep] = useState<OrderStep | null>(null);
  return (
    <div className={classes.stack}>
      <Group gap={10}>
        <OrderChip status={order.status} />
        <span className={classes.links}>
          <a href={orderFile(order.id, 'pdf', 'gross')} download>
            PDF, gross
          </a>
          <a href={orderFile(order.id, 'pdf', 'net')} download>
            PDF, net
          </a>
        </span>
      </Group>
      <Facts
        rows={[
          ['Revision', `${order.revision}, of plan ${order.planVersion}`],
          ['Supersedes', order.supersedesId && <Open key="s" id={order.supersedesId} onOpen={onOpen} />],
          ['Superseded by', order.supersededById && <Open key="b" id={order.supersededById} onOpen={onOpen} />],
          ['Runs', period(order.startDay, order.endDay)],
          ['Gross', `$${cellMoney(order.grossCents) || '0'}`],
          ['Net', `$${cellMoney(order.netCents) || '0'}`],
          ['Vendor’s number', order.vendorReference],
          ['Declined because', order.declineReason],
        ]}
      />
      {mayEdit && STEPS[order.status].length > 0 && (
        <div>
          <Group gap={8}>
            {STEPS[order.status].map((one, index) => (
              <Button
                key={one}
                size="compact-sm"
                variant={index === 0 && one !== 'cancel' ? 'filled' : 'default'}
                aria-expanded={step === one}
                onClick={() => setStep(step === one ? null : one)}
              >
                {FORMS[one].label}…
              </Button>
            ))}
          </Group>
          {step && <StepForm key={step} orderId={order.id} form={FORMS[step]} onDone={() => setStep(null)} />}
        </div>
      )}
      <Lines order={order} />
      <ol className={classes.events}>
        {order.history.toReversed().map((event) => (
          <li key={`${event.at} ${event.to}`}>
            <strong>{words(event.to)}</strong> {event.note}
            <div className={classes.sub}>
              {event.by} · {instant(event.at, zone)}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Open({ id, onOpen }: { id: string; onOpen: (id: string) => void }) {
  return (
    <Button size="compact-sm" variant="default" onClick={() => onOpen(id)}>
      Open that revision
    </Button>
  );
}

function StepForm({ orderId, form, onDone }: { orderId: string; form: Form; onDone: () => void }) {
  const take = useOrderStep(orderId);
  const [who, setWho] = useState('');
  const [reference, setReference] = useState('');
  const [note, setNote] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = {
      ...(form.who && who.trim() ? { [form.step === 'send' ? 'to' : 'by']: who.trim() } : {}),
      ...(form.reference && reference.trim() ? { vendorReference: reference.trim() } : {}),
      ...(note.trim() ? { [form.noteField]: note.trim() } : {}),
    };
    take.mutate(
      { step: form.step, body },
      {
        onSuccess(order) {
          sayDone(`${order.number} is ${form.done}.`);
          onDone();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} style={{ display: 'grid', gap: 10, marginTop: 12 }} aria-label={form.label}>
      <Group grow align="flex-start">
        {form.who && (
          <TextInput
            label={form.who}
            data-autofocus
            value={who}
            onChange={(event) => setWho(event.currentTarget.value)}
          />
        )}
        {form.reference && (
          <TextInput
            label="Vendor’s order number"
            value={reference}
            onChange={(event) => setReference(event.currentTarget.value)}
          />
        )}
      </Group>
      <Textarea
        label={form.note}
        required={form.isNoteNeeded}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Refused error={take.error} />
      <Group>
        <Button
          type="submit"
          size="compact-sm"
          loading={take.isPending}
          disabled={form.isNoteNeeded && note.trim() === ''}
        >
          {form.label}
        </Button>
      </Group>
    </form>
  );
}

function Lines({ order }: { order: OrderResponse }) {
  return (
    <TableRegion label="Lines of the order">
      <table className="table">
        <thead>
          <tr>
            <th>Line</th>
            <th>Runs</th>
            <th>Rate</th>
            <th className="num">Units</th>
            <th className="num">Gross, $</th>
            <th className="num">Net, $</th>
          </tr>
        </thead>
        <tbody>
          {order.lines.map((line) => (
            <tr key={line.flightId}>
              <td>
                <strong>{line.name}</strong>
                <div className={classes.sub}>
                  {channelWord(line.channel)}
                  {line.station && ` · ${line.station} ${daypartWord(line.daypart ?? '')}, ${line.lengthSeconds} s`}
                </div>
              </td>
              <td className={classes.nowrap}>{period(line.startDay, line.endDay)}</td>
              <td className={classes.nowrap}>
                {rate(line.rate.amountMicros)}
                <div className={classes.sub}>
                  {rateWord(line.rate.kind)}, {line.rate.basis}
                </div>
              </td>
              <td className="num">
                {line.spots !== null ? count(line.spots) : line.units === null ? '–' : count(line.units)}
                <div className={classes.sub}>
                  {line.spots !== null ? 'spots' : line.unit === 'none' ? '' : words(line.unit).toLowerCase()}
                </div>
              </td>
              <td className="num">{cellMoney(line.grossCents) || '0'}</td>
              <td className="num">{cellMoney(line.netCents) || '0'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}
