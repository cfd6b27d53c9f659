// Everything found wrong, each leading to its field.
import { Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconAlertTriangle, IconX } from '@tabler/icons-react';
import type { Problem } from '../../../api/types.ts';
import { TextLink } from '../../../ui/links.tsx';
import { useDraftContext } from './DraftContext.ts';
import { problemSentence } from './fieldWords.ts';
import { stepOf } from './problems.ts';

export function ProblemList() {
  const { campaign, problems } = useDraftContext();
  if (problems.length === 0) return null;
  return (
    <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
      {problems.map((problem) => (
        <Item key={`${problem.field} ${problem.message}`} problem={problem} campaignId={campaign.id} />
      ))}
    </Stack>
  );
}

function Item({ problem, campaignId }: { problem: Problem; campaignId: string }) {
  const isError = problem.severity === 'error';
  return (
    <Group component="li" wrap="nowrap" align="flex-start" gap="sm">
      <ThemeIcon variant="light" color={isError ? 'red' : 'yellow'} radius="xl" size={26}>
        {isError ? (
          <IconX size={15} aria-label="Error" />
        ) : (
          <IconAlertTriangle size={15} aria-label="Warning" />
        )}
      </ThemeIcon>
      <div>
        <Text size="sm">
          {problemSentence(problem)}{' '}
          <TextLink
            to="/campaigns/$campaignId/edit"
            params={{ campaignId }}
            search={{ step: stepOf(problem.field), field: problem.field }}
            size="sm"
            underline="always"
          >
            Go there
          </TextLink>
        </Text>
        {problem.remedy && (
          <Text size="sm" c="dimmed">
            {problem.remedy}
          </Text>
        )}
        {problem.source && (
          <Text size="xs" c="dimmed">
            Source: {problem.source}
          </Text>
        )}
      </div>
    </Group>
  );
}
