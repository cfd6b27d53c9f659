// Which rule answers a comment. Pure. Words are compared without regard to case, accents and width.
import { foldWriting, holdsWord } from '../kit/written-words.ts';

export interface MatchableRule {
  ruleId: number;
  /** null: every post. With or without the Page's id before it. */
  postId: string | null;
  /** None: every comment. */
  keywords: readonly string[];
  startsAt: Date | null;
  endsAt: Date | null;
}

export interface MatchableComment {
  postId: string | null;
  text: string;
  at: Date;
}

/** The first rule that answers: those for one post before those for all, then the oldest. */
export function chooseRule<R extends MatchableRule>(
  rules: readonly R[],
  comment: MatchableComment,
): R | undefined {
  const folded = foldWriting(comment.text);
  return rules
    .filter((rule) => isInTime(rule, comment.at) && isOnPost(rule.postId, comment.postId))
    .filter(
      ({ keywords }) =>
        keywords.length === 0 || keywords.some((word) => holdsWord(folded, foldWriting(word))),
    )
    .toSorted((a, b) => Number(a.postId === null) - Number(b.postId === null) || a.ruleId - b.ruleId)[0];
}

const isInTime = ({ startsAt, endsAt }: MatchableRule, at: Date): boolean =>
  (startsAt === null || startsAt <= at) && (endsAt === null || at < endsAt);

const isOnPost = (wanted: string | null, postId: string | null): boolean =>
  wanted === null || postId === wanted || (postId?.endsWith(`_${wanted}`) ?? false);
