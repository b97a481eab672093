import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { parseAmount } from '../../parse-amount.ts';
import classes from '../flowchart-grid.module.css';

export type Leaving = 'down' | 'up' | 'right' | 'left' | 'stay' | 'cancel';

/** The field inside a cell being edited; says at once when what is typed is no amount. */
export function CellInput(props: {
  label: string;
  initial: string;
  selectAll: boolean;
  presentCents: number;
  onDone: (text: string, leaving: Leaving) => void;
}) {
  const [text, setText] = useState(props.initial);
  const field = useRef<HTMLInputElement>(null);
  const isDone = useRef(false);
  const { selectAll } = props;
  useEffect(() => {
    field.current?.focus();
    if (selectAll) field.current?.select();
    else field.current?.setSelectionRange(1_000, 1_000);
  }, [selectAll]);
  const parsed = parseAmount(text, props.presentCents);
  const reason = parsed.kind === 'refused' && text.length > 1 ? parsed.reason : null;
  const finish = (leaving: Leaving) => {
    if (isDone.current) return;
    isDone.current = true;
    props.onDone(text, leaving);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Escape') finish('cancel');
    else if (event.key === 'Enter') finish(event.shiftKey ? 'up' : 'down');
    else if (event.key === 'Tab') {
      event.preventDefault();
      finish(event.shiftKey ? 'left' : 'right');
    }
  };
  return (
    <>
      <input
        ref={field}
        className={classes.input}
        value={text}
        aria-label={props.label}
        aria-invalid={reason !== null}
        inputMode="decimal"
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={() => finish('stay')}
        onPaste={(event) => event.stopPropagation()}
        onCopy={(event) => event.stopPropagation()}
        onMouseDown={(event) => event.stopPropagation()}
      />
      {reason && (
        <span role="alert" className={classes.reason}>
          {reason}
        </span>
      )}
    </>
  );
}
