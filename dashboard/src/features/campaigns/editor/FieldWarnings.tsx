// What is odd about a field though it can be sent, and where that is written.
import { Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useDraftContext } from './DraftContext.ts';
import { problemWords } from './fieldWords.ts';

interface FieldWarningsProps {
  field: string;
  /** Those of its parts too, where these have no place of their own for them. */
  withParts?: boolean;
}

export function FieldWarnings({ field, withParts = false }: FieldWarningsProps) {
  const { problems } = useDraftContext();
  const found = problems.filter(
    (problem) =>
      problem.severity === 'warning' &&
      (problem.field === field || (withParts && problem.field.startsWith(`${field}.`))),
  );
  return found.map((problem) => (
    <Text key={problem.message} size="xs" style={{ color: 'var(--talaria-warn)' }}>
      <IconAlertTriangle size={12} aria-label="Warning" /> {problemWords(problem)} {problem.remedy}
      {problem.source && (
        <Text span size="xs" c="dimmed">
          {' '}
          Source: {problem.source}.
        </Text>
      )}
    </Text>
  ));
}
