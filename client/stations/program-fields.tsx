import { Button, Chip, Group, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { StationResponse } from '../../shared/contracts/stations.ts';
import classes from './stations.module.css';

export type ProgramRow = StationResponse['programs'][number] & Readonly<{ key: number }>;

const DAYS = [
  [1, 'Mo', 'Monday'],
  [2, 'Tu', 'Tuesday'],
  [3, 'We', 'Wednesday'],
  [4, 'Th', 'Thursday'],
  [5, 'Fr', 'Friday'],
  [6, 'Sa', 'Saturday'],
  [7, 'Su', 'Sunday'],
] as const;

/** What a station airs when: a name, weekdays, and times on the broadcast clock. */
export function ProgramFields(props: {
  programs: readonly ProgramRow[];
  onPrograms: (programs: readonly ProgramRow[]) => void;
  mayEdit: boolean;
  nextKey: () => number;
}) {
  const { programs, onPrograms, mayEdit } = props;
  const change = (key: number, set: Partial<ProgramRow>) =>
    onPrograms(programs.map((program) => (program.key === key ? { ...program, ...set } : program)));
  return (
    <>
      {programs.map((program, at) => (
        <div key={program.key} className={classes.program}>
          <TextInput
            aria-label={`Name of program ${at + 1}`}
            placeholder="Program"
            size="xs"
            w={170}
            value={program.name}
            readOnly={!mayEdit}
            onChange={(event) => change(program.key, { name: event.currentTarget.value })}
          />
          <TextInput
            aria-label={`Start of program ${at + 1}`}
            placeholder="17:00"
            size="xs"
            w={70}
            value={program.start}
            readOnly={!mayEdit}
            onChange={(event) => change(program.key, { start: event.currentTarget.value })}
          />
          <TextInput
            aria-label={`End of program ${at + 1}`}
            placeholder="18:00"
            size="xs"
            w={70}
            value={program.end}
            readOnly={!mayEdit}
            onChange={(event) => change(program.key, { end: event.currentTarget.value })}
          />
          <Group gap={4}>
            {DAYS.map(([weekday, short, long]) => (
              <Chip
                key={weekday}
                size="xs"
                aria-label={`Program ${at + 1} on ${long}`}
                checked={program.weekdays.includes(weekday)}
                disabled={!mayEdit}
                onChange={(checked) =>
                  change(program.key, {
                    weekdays: checked
                      ? [...program.weekdays, weekday].toSorted((a, b) => a - b)
                      : program.weekdays.filter((one) => one !== weekday),
                  })
                }
              >
                {short}
              </Chip>
            ))}
          </Group>
          {mayEdit && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              aria-label={`Remove program ${at + 1}`}
              onClick={() => onPrograms(programs.filter(({ key }) => key !== program.key))}
            >
              Remove
            </Button>
          )}
        </div>
      ))}
      {mayEdit && (
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() =>
              onPrograms([
                ...programs,
                { key: props.nextKey(), name: '', start: '', end: '', weekdays: [1, 2, 3, 4, 5] },
              ])
            }
          >
            Add a program
          </Button>
        </Group>
      )}
    </>
  );
}
