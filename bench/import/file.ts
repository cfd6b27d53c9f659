// The file every contestant imports: 25 columns of a shop's customers, with names in UTF-8 and a quoted note in every tenth row.

export const HEADER =
  'customer_id,first_name,last_name,email,phone,city,country,plan,language,gender,birthday,joined_at,last_order_at,ltv,' +
  'orders,points,average_basket,newsletter,vip,store,device,source,score,note,segment';

const FIRST = ['Jana', 'Petr', 'Eva', 'Tomáš', 'Lucie', 'Jiří', 'Anna', 'Ondřej'];
const LAST = ['Nováková', 'Svoboda', 'Dvořáková', 'Černý', 'Procházková', 'Kučera'];
const CITY = ['Praha', 'Brno', 'Ostrava', 'Plzeň', 'Liberec', 'Olomouc', 'Zlín'];
const PLAN = ['free', 'free', 'silver', 'gold'];

const pick = <T>(from: readonly T[], n: number): T => from[n % from.length]!;
const day = (n: number): string => new Date(Date.UTC(2020, 0, 1 + (n % 2_000))).toISOString();

/** Row number `n`, from 1. */
export const rowOf = (n: number): string =>
  [
    `customer-${n}`,
    pick(FIRST, n),
    pick(LAST, n * 7),
    `customer${n}@example.org`,
    `+420${600_000_000 + n}`,
    pick(CITY, n * 3),
    'CZ',
    pick(PLAN, n),
    n % 5 === 0 ? 'en' : 'cs',
    n % 2 === 0 ? 'f' : 'm',
    day(n * 13).slice(0, 10),
    day(n),
    day(n * 3),
    (n % 100_000) / 100,
    n % 50,
    n % 10_000,
    (n % 9_999) / 10,
    n % 3 === 0,
    n % 17 === 0,
    `store ${n % 40}`,
    n % 4 === 0 ? 'ios' : 'android',
    pick(['web', 'ads', 'friend'], n),
    (n % 1_000) / 1_000,
    n % 10 === 0 ? `"said ""hello"", then left"` : '',
    `s${n % 20}`,
  ].join(',');

const ROWS_A_PIECE = 2_000;

/** The file in pieces of some hundred kilobytes. */
export function* filePieces(rows: number): Generator<string> {
  let piece = `${HEADER}\n`;
  for (let n = 1; n <= rows; n++) {
    piece += `${rowOf(n)}\n`;
    if (n % ROWS_A_PIECE !== 0) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
