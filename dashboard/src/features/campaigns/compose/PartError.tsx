// What is wrong with a part of the message as a whole, rather than with one of its fields.
import { Text } from '@mantine/core';
import { FieldWarnings } from '../editor/FieldWarnings.tsx';
import { ownError } from '../editor/problems.ts';
import { useMessage } from './useMessage.ts';

export function PartError({ path }: { path: string }) {
  const { field, problems } = useMessage();
  const fault = ownError(problems, field(path));
  return (
    <>
      {fault && (
        <Text size="xs" c="var(--mantine-color-error)">
          {fault}
        </Text>
      )}
      <FieldWarnings field={field(path)} />
    </>
  );
}
