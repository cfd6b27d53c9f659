// The steps as links, each with what was chosen in it and whether something is wrong there.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { segmentsQuery } from '../../../api/segments.ts';
import { isForOnePerson } from '../type/deliveryTypes.ts';
import { whatOf } from '../what/what.ts';
import { whenWords } from '../when/sentence.ts';
import { useNames } from '../when/useNames.ts';
import { useDraftContext } from './DraftContext.ts';
import { type Step, stepOf } from './problems.ts';
import classes from './StepLinks.module.css';

const TITLES: readonly { step: Step; title: string }[] = [
  { step: 'who', title: 'Who' },
  { step: 'what', title: 'What' },
  { step: 'when', title: 'When' },
  { step: 'review', title: 'Review' },
];

export function StepLinks({ current }: { current: Step }) {
  const { campaign, problems } = useDraftContext();
  const notes = useNotes();
  const errors = problems.filter((problem) => problem.severity === 'error');
  return (
    <nav aria-label="Steps">
      <ol className={classes['list']}>
        {TITLES.map(({ step, title }, index) => {
          const count =
            step === 'review' ? 0 : errors.filter((problem) => stepOf(problem.field) === step).length;
          return (
            <li key={step}>
              <Link
                to="/campaigns/$campaignId/edit"
                params={{ campaignId: campaign.id }}
                search={{ step }}
                className={classes['link']}
                data-current={step === current || undefined}
                aria-current={step === current ? 'step' : undefined}
              >
                <span className={classes['number']} aria-hidden>
                  {index + 1}
                </span>
                <span className={classes['words']}>
                  <span className={classes['title']}>{title}</span>
                  <span className={classes['note']} data-bad={count > 0 || undefined}>
                    {count > 0 && (step === 'what' || step === 'when') ? `${count} to mend` : notes[step]}
                  </span>
                </span>
              </Link>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

const WHAT = { compose: 'Choose a Page', request: 'Request', template: 'Choose a Page' };

function useNotes(): Record<Step, string> {
  const { definition, check, problems } = useDraftContext();
  const segments = useQuery(segmentsQuery);
  const segment = segments.data?.segments.find((one) => one.id === definition.segment_id);
  const names = useNames();
  const when = whenWords(definition, names);
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const kind = check?.destination.kind;
  return {
    who: segment?.name ?? (isForOnePerson(definition.delivery_type) ? 'Everybody' : 'Choose a segment'),
    what: kind === 'send_api' ? (check?.destination.page_name ?? 'Messenger') : WHAT[whatOf(definition)],
    when: `${when.charAt(0).toUpperCase()}${when.slice(1)}`,
    review: errors > 0 ? `${errors} to mend` : 'Publish',
  };
}
