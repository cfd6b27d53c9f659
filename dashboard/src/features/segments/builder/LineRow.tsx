// One line: its fields, whatever it is about, and what can be done with it.
import { FaultText } from '../../../ui/FaultText.tsx';
import type { LineDraft } from '../draft.ts';
import { sayLine } from '../words.ts';
import { AttributeFields } from './AttributeFields.tsx';
import { useBuilder } from './BuilderContext.ts';
import classes from './builder.module.css';
import { EventDetails, EventFields } from './EventFields.tsx';
import { CampaignFields, ListFields, MessengerFields, SegmentFields } from './FactFields.tsx';
import { LINE_ICONS } from './icons.ts';
import { NodeMenu } from './NodeMenu.tsx';
import { SequenceFields } from './SequenceFields.tsx';

export function LineRow({ line }: { line: LineDraft }) {
  const { names, faultOf } = useBuilder();
  const Icon = LINE_ICONS[line.kind];
  const fault = faultOf(line.id, '');
  return (
    <fieldset
      aria-label={sayLine(line, names)}
      className={`${classes['line']} ${classes['node']}`}
      data-line={line.id}
      tabIndex={-1}
    >
      <span className={classes['icon']}>
        <Icon size={18} aria-hidden />
      </span>
      <div className={classes['body']}>
        <Fields line={line} />
        {fault && <FaultText mt={4}>{fault}</FaultText>}
      </div>
      <NodeMenu node={line} />
    </fieldset>
  );
}

function Fields({ line }: { line: LineDraft }) {
  const { change, attributes } = useBuilder();
  if (line.kind === 'sequence') return <SequenceFields draft={line} onChange={change} />;
  return (
    <>
      <div className={classes['fields']}>
        {line.kind === 'attribute' && (
          <AttributeFields draft={line} known={attributes} event={null} onChange={change} />
        )}
        {line.kind === 'event' && <EventFields draft={line} onChange={change} />}
        {line.kind === 'segment' && <SegmentFields draft={line} onChange={change} />}
        {line.kind === 'list' && <ListFields draft={line} onChange={change} />}
        {line.kind === 'messenger' && <MessengerFields draft={line} onChange={change} />}
        {line.kind === 'campaign' && <CampaignFields draft={line} onChange={change} />}
      </div>
      {line.kind === 'event' && <EventDetails draft={line} onChange={change} />}
    </>
  );
}
