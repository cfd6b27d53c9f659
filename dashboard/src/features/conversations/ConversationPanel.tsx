// The step "when" of an automatic answer: what starts it.
import { Panel } from '../../ui/Panel.tsx';
import { useDraftContext } from '../campaigns/editor/DraftContext.ts';
import { FieldWarnings } from '../campaigns/editor/FieldWarnings.tsx';
import { fieldError, fieldId } from '../campaigns/editor/problems.ts';
import { newTrigger } from '../campaigns/type/switchType.ts';
import { StartFields } from './StartFields.tsx';
import { NO_START } from './startWords.ts';

export function ConversationPanel() {
  const { definition, change, problems } = useDraftContext();
  const trigger = definition.trigger ?? newTrigger('UTC');
  const path = (field: string) => `trigger.conversation.${field}`;
  return (
    <Panel
      title="What it answers"
      description="One answer to what a person does, at once. Whoever writes STOP gets none, and whoever asks for a human gets only the answer to that."
    >
      <div id={fieldId('trigger.conversation')} tabIndex={-1}>
        <StartFields
          start={trigger.conversation ?? NO_START}
          onChange={(conversation) => change({ trigger: { ...trigger, conversation } })}
          idOf={(field) => fieldId(path(field))}
          errorOf={(field) => fieldError(problems, path(field))}
        />
        <FieldWarnings field="trigger.conversation" withParts />
      </div>
    </Panel>
  );
}
