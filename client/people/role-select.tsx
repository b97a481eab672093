import { Select } from '@mantine/core';
import { rolesSchema, type Role } from '../../shared/contracts/common.ts';
import { words } from '../words/format.ts';

const WHAT: Record<Role, string> = {
  admin: 'Admin: everything, with people and keys',
  buyer: 'Buyer: plans, splits, buys and traffics',
  manager: 'Manager: looks and approves',
  viewer: 'Viewer: looks',
  platform: 'Platform: sets up webhook sources',
};

/** A choice of role, each with what it may do. */
export function RoleSelect(props: { value: Role; onChange: (role: Role) => void }) {
  return (
    <Select
      label="Role"
      description={WHAT[props.value]}
      inputWrapperOrder={['label', 'input', 'description']}
      data={rolesSchema.options.map((value) => ({ value, label: words(value) }))}
      value={props.value}
      onChange={(value) => props.onChange(rolesSchema.parse(value))}
    />
  );
}
