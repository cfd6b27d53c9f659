// "Answer and retries" of a connector: one line in words, and behind it the settings. Messenger has its own rules.
import { Collapse, Divider, Stack, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Panel } from '../../../ui/Panel.tsx';
import { useRequestDraft } from '../editor/DraftContext.ts';
import { AuthFields } from './AuthFields.tsx';
import { RetryFields } from './RetryFields.tsx';
import { SuccessFields } from './SuccessFields.tsx';
import { rulesWords } from './words.ts';

const FIELDS = /^request\.(success|retry|timeouts|follow_redirects|max_response_kb|auth)\b/;

export function AnswerPanel() {
  const { request, check, problems } = useRequestDraft();
  const [isOpen, { toggle }] = useDisclosure(false);
  const isWrong = problems.some((problem) => FIELDS.test(problem.field));
  if (check?.destination.kind === 'send_api' && !isWrong) return null;
  // What is to be mended is not hidden.
  const isShown = isOpen || isWrong;
  return (
    <Panel
      title="Answer and retries"
      description={rulesWords(request)}
      actions={
        !isWrong && (
          <UnstyledButton fz="sm" c="var(--mantine-color-anchor)" aria-expanded={isShown} onClick={toggle}>
            {isShown ? 'Hide the settings' : 'Change the settings'}
          </UnstyledButton>
        )
      }
    >
      <Collapse expanded={isShown}>
        <Stack gap="lg">
          <SuccessFields />
          <Divider />
          <RetryFields />
          <Divider />
          <AuthFields />
        </Stack>
      </Collapse>
    </Panel>
  );
}
