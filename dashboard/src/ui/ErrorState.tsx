// What went wrong, in the service's own words, with its remedy and a way to try again.
import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { asApiError } from '../api/client.ts';
import { issueWords } from './issueWords.ts';

interface ErrorStateProps {
  error: unknown;
  /** What could not be done, as a headline: "The report could not be loaded". */
  title?: string;
  onRetry?: () => void;
}

export function ErrorState({ error, title = 'This could not be loaded', onRetry }: ErrorStateProps) {
  const { message, remedy, issues } = asApiError(error);
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} title={title} role="alert">
      <Stack gap="xs">
        <Text size="sm">{message}</Text>
        {issues.length > 1 && (
          <List size="sm">
            {issues.map((issue) => (
              <List.Item key={`${issue.field} ${issue.message}`}>
                {issue.field}: {issueWords(issue)}
              </List.Item>
            ))}
          </List>
        )}
        {remedy && !(issues.length > 1 && issues.some((issue) => issue.remedy)) && (
          <Text size="sm">{remedy}</Text>
        )}
        {onRetry && (
          <Group>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconRefresh size={14} aria-hidden />}
              onClick={onRetry}
            >
              Try again
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
