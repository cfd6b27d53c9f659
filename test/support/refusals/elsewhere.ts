// Errors of the reference that no look at a message and its person can foresee, and what answers for each instead. With the
// refused bodies and states they are all there are: a code without a place fails the test.

type Reason =
  /** Outages and the platform's own troubles: the lane tries again or waits for the echo. */
  | 'the platform fails'
  /** Rates: the lane keeps below them and stops when told. */
  | 'too many calls'
  /** The token, a permission, the app's mode: checks of the Page, before and while it sends. */
  | 'the Page’s access'
  /** Barred, restricted, commerce off: the Page's standing is watched and campaigns pause. */
  | 'the Page’s standing'
  /** Only the platform knows it of this person or thread. */
  | 'known to the platform alone'
  /** Uploads are checked where they are taken in, and renewed before they expire. */
  | 'the media library'
  /** Another code for what a row of the tables is refused for. */
  | 'an older code of a refusal above'
  /** It answers another call than a send. */
  | 'no answer to a send';

export const ELSEWHERE: Readonly<Record<Reason, readonly string[]>> = {
  'the platform fails': ['508/2534122', '1200', '1', '99', '2018321', '1/1357046', 'other'],
  'too many calls': ['4', '17', '32', '80001', '80006', '613', '613/2534040', '613/1996'],
  'the Page’s access': [
    ...['190', '190/458', '190/459', '190/460', '190/463', '190/464', '190/467', '190/492'],
    ...['102', '104', '200', '230', '200–299', '200/2018028', '200/2018021'],
  ],
  'the Page’s standing': ['10/1893063', '10/1404170', '2022', '368'],
  'known to the platform alone': [
    '2018300',
    '100/2534037',
    '10/2018336',
    '613/2018338',
    '9/2018352',
    '2018218',
  ],
  'the media library': ['100/2018294', '100/2018047', '100/2018109'],
  'an older code of a refusal above': [
    ...['10/2534022', '100/2018032', '100/2534015', '10902', '100/2018328', '551', '1545041'],
    '2018173–2018188',
  ],
  'no answer to a send': [
    ...['80002', '80005', '100/33', '2018416', '10303', '9000001', '2018247', '2/2018344'],
    ...['2018144', '2018154', '2018163', '2018166', '2018171', '2018234', '36103'],
    ...['2071010–2071025', '24001–24005', '2534013–2534077'],
  ],
};
