import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { ACTIONS, type ActionForm } from './bulk-action.ts';
import classes from './bulk.module.css';

/** What is done to the chosen, and by how much. */
export function ActionFields(props: {
  form: ActionForm;
  trouble: string | null;
  onChange: (form: ActionForm) => void;
}) {
  const { form } = props;
  const action = ACTIONS.find(({ value }) => value === form.kind);
  const change = (part: Partial<ActionForm>) => props.onChange({ ...form, ...part });
  return (
    <div className={classes.fields}>
      <NativeSelect
        label="Do"
        value={form.kind}
        data={ACTIONS.map(({ value, label }) => ({ value, label }))}
        onChange={(event) => change({ kind: event.currentTarget.value as ActionForm['kind'], text: '' })}
      />
      {form.kind === 'replace' && (
        <>
          <NativeSelect
            label="In"
            value={form.in}
            data={[
              { value: 'name', label: 'Names of lines' },
              { value: 'vendor', label: 'Vendors' },
            ]}
            onChange={(event) => change({ in: event.currentTarget.value === 'vendor' ? 'vendor' : 'name' })}
          />
          <TextInput label="Find" value={form.find} onChange={(event) => change({ find: event.currentTarget.value })} />
        </>
      )}
      {form.kind === 'set_locked' ? (
        <NativeSelect
          label="Lines are then"
          value={form.locked ? 'locked' : 'open'}
          data={[
            { value: 'locked', label: 'Locked: the split leaves them' },
            { value: 'open', label: 'Open to the split' },
          ]}
          onChange={(event) => change({ locked: event.currentTarget.value === 'locked' })}
        />
      ) : (
        <TextInput
          label={action?.field}
          placeholder={action?.hint}
          value={form.text}
          error={props.trouble}
          onChange={(event) => change({ text: event.currentTarget.value })}
        />
      )}
      {form.kind === 'replace' && (
        <Checkbox
          label="Match case"
          pb={8}
          checked={form.matchCase}
          onChange={(event) => change({ matchCase: event.currentTarget.checked })}
        />
      )}
    </div>
  );
}
