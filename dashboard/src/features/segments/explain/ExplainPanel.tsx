// "Is this person in?": somebody is chosen, and each line of the filter says whether it holds for them.
import { Stack } from '@mantine/core';
import { useState } from 'react';
import type { GroupFilter } from '../../../api/types.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { PersonSelect } from '../../../ui/PersonSelect.tsx';
import { Explanation } from './Explanation.tsx';

export function ExplainPanel({ filter }: { filter: GroupFilter }) {
  const [person, setPerson] = useState<{ id: string | null; label: string | null }>({
    id: null,
    label: null,
  });
  return (
    <Panel title="Is this person in?" description="Each line with what is known of them.">
      <Stack gap="md">
        <PersonSelect
          personId={person.id}
          personLabel={person.label}
          onChange={(id, label) => setPerson({ id, label })}
        />
        {person.id !== null && <Explanation filter={filter} personId={person.id} />}
      </Stack>
    </Panel>
  );
}
