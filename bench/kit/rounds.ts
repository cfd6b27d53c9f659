// Rounds and what is made of them: contestants take turns, so that a slow moment of the machine falls on all; the median of
// the rounds is the figure, and least and most say how far to trust it.

/** One contestant's round: figures by name. */
export type Figures = Record<string, number>;

/** The medians by name, and every round they come from. */
export type Summary = Figures & { rounds: Figures[] };

export interface Options {
  /** How long each contestant runs in each round. */
  seconds: number;
  /** The baselines are left out, and with them the ratios. */
  onlyOurs: boolean;
}

export interface Result {
  ours: Record<string, unknown>;
  baselines: Record<string, unknown>;
  /** Ours divided by the baseline of that name: above 1, ours does more. */
  ratio: Record<string, unknown>;
}

export interface Contestant {
  name: string;
  round(): Promise<Figures>;
}

export const ROUNDS = 3;

/** Runs every contestant `ROUNDS` times, each round beginning with another one. */
export async function takeTurns(contestants: Contestant[]): Promise<Map<string, Summary>> {
  const rounds = new Map(contestants.map(({ name }) => [name, [] as Figures[]]));
  for (let round = 0; round < ROUNDS; round++) {
    const first = round % contestants.length;
    for (const contestant of [...contestants.slice(first), ...contestants.slice(0, first)])
      rounds.get(contestant.name)?.push(await contestant.round());
  }
  return new Map([...rounds].map(([name, figures]) => [name, summarise(figures)]));
}

export function summarise(rounds: Figures[]): Summary {
  const names = Object.keys(rounds[0] ?? {});
  const medians = names.map((name) => [name, median(rounds.map((round) => round[name] ?? 0))]);
  return { ...(Object.fromEntries(medians) as Figures), rounds } as Summary;
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** The value below which `share` (0 to 1) of the sorted values lie. */
export const percentile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** How many times the baseline's figure ours is. */
export const ratioOf = (ours: Summary | undefined, baseline: Summary | undefined, name: string): number =>
  round((ours?.[name] ?? 0) / (baseline?.[name] ?? Number.NaN), 2);

export const round = (value: number, digits = 0): number => Number(value.toFixed(digits));
