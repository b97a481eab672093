import { Alert, Button, Group, Modal, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertTriangle, IconPlus, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { createPersonRequestSchema, type CreatePersonRequest } from '../../shared/contracts/people.ts';
import { wordsOf } from '../api/call.ts';
import { sayDone } from '../parts/notices/announce.ts';
import { Loaded } from '../parts/notices/loaded.tsx';
import { EmptyNotice } from '../parts/notices/notices.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { TableRegion } from '../parts/table/table-region.tsx';
import { HOME_ZONE, instant, words } from '../words/format.ts';
import { peopleQuery, useAddPerson } from './people-queries.ts';
import { RoleSelect } from './role-select.tsx';

/** Who has an account, and adding somebody. */
export function PeoplePage() {
  const people = useQuery(peopleQuery);
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <PageHead
        title="People"
        tab="People"
        note="Accounts that can sign in, and what each may do."
        actions={
          <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
            Add a person
          </Button>
        }
      />
      <Panel flush>
        <Loaded query={people}>
          {(all) =>
            all.length === 0 ? (
              <EmptyNotice
                icon={IconUsers}
                title="Nobody has an account yet"
                text="API keys work without accounts. Add a person to sign in here."
              />
            ) : (
              <TableRegion label="People">
                <table className="table">
                  <thead>
                    <tr>
                      <th>Name</th>
                      <th>E-mail</th>
                      <th>Role</th>
                      <th>Added</th>
                      <th>Last signed in</th>
                    </tr>
                  </thead>
                  <tbody>
                    {all.map((person) => (
                      <tr key={person.id}>
                        <td style={{ fontWeight: 600 }}>{person.name}</td>
                        <td>{person.email}</td>
                        <td>{words(person.role)}</td>
                        <td>{instant(person.createdAt, HOME_ZONE)}</td>
                        <td>
                          {person.lastSignInAt ? (
                            instant(person.lastSignInAt, HOME_ZONE)
                          ) : (
                            <span className="quiet">Never</span>
                          )}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </TableRegion>
            )
          }
        </Loaded>
      </Panel>
      <AddPerson isOpen={isAdding} onClose={() => setAdding(false)} />
    </>
  );
}

function AddPerson({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const add = useAddPerson();
  const form = useForm<CreatePersonRequest>({
    initialValues: { email: '', name: '', role: 'buyer', password: '' },
    validate(values) {
      const parsed = createPersonRequestSchema.safeParse(values);
      return parsed.success
        ? {}
        : Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message]));
    },
  });
  const close = () => {
    form.reset();
    add.reset();
    onClose();
  };
  const save = (values: CreatePersonRequest) =>
    add.mutate(values, {
      onSuccess(person) {
        sayDone(`${person.name} can sign in now.`);
        close();
      },
    });
  return (
    <Modal opened={isOpen} onClose={close} title="Add a person">
      <form onSubmit={form.onSubmit(save)} noValidate>
        <Stack gap="sm">
          <TextInput label="Name" data-autofocus withAsterisk {...form.getInputProps('name')} />
          <TextInput label="E-mail" type="email" withAsterisk autoComplete="off" {...form.getInputProps('email')} />
          <PasswordInput
            label="Password"
            description="At least 12 characters"
            withAsterisk
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          <RoleSelect value={form.values.role} onChange={(role) => form.setFieldValue('role', role)} />
          {add.error && (
            <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert">
              {wordsOf(add.error)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" loading={add.isPending}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
