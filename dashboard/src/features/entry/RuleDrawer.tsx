// Making and changing a comment rule, beside what it would do with a comment.
import { Button, Drawer, Group } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type CommentRule, changeRule, createRule, removeRule } from '../../api/entry.ts';
import { confirmAction } from '../../ui/confirm.tsx';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { RuleForm } from './RuleForm.tsx';
import { draftOf, EMPTY_RULE } from './ruleDraft.ts';

interface RuleDrawerProps {
  pageId: string;
  open: CommentRule | 'new' | null;
  onClose: () => void;
}

export function RuleDrawer({ pageId, open, onClose }: RuleDrawerProps) {
  const queryClient = useQueryClient();
  const saved = async (words: string) => {
    await queryClient.invalidateQueries({ queryKey: ['comment-rules'] });
    notifyDone(words);
    onClose();
  };
  const removing = useMutation({
    mutationFn: removeRule,
    onSuccess: () => saved('The rule is removed.'),
    onError: (error) => notifyFailed('The rule was not removed', error),
  });
  const remove = (rule: CommentRule) =>
    confirmAction({
      title: `Remove “${rule.name}”?`,
      body: 'It answers no comment any more. What it answered stays in the list of private replies.',
      verb: 'Remove rule',
      onConfirm: () => removing.mutate(rule.id),
    });
  return (
    <Drawer
      opened={open !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={open === 'new' ? 'New rule' : 'Change the rule'}
    >
      {open === 'new' && (
        <RuleForm
          initial={EMPTY_RULE}
          isActive
          verb="Save and switch on"
          onSave={(input) => createRule(pageId, input)}
          onSaved={() => saved('The rule answers comments from now on.')}
        />
      )}
      {open !== null && open !== 'new' && (
        <>
          <RuleForm
            key={open.id}
            initial={draftOf(open)}
            isActive={open.active}
            verb="Save"
            onSave={(input) => changeRule(open.id, input)}
            onSaved={() => saved('The rule is changed.')}
          />
          <Group mt="lg">
            <Button variant="subtle" color="red" size="xs" onClick={() => remove(open)}>
              Remove rule
            </Button>
          </Group>
        </>
      )}
    </Drawer>
  );
}
