// How a person is called in a sentence.
import type { Person } from '../../api/types.ts';

export const nameOf = (person: Person): string => person.name ?? person.customer_id ?? person.id;
