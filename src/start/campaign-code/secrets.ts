// Secrets of requests do not stand in files: `${CRM_TOKEN}` in the place of one is read from the environment. Pure.
import { SECRET_SHOWN } from '../../campaigns/campaign.request.ts';
import { isObject, type Json } from './shape.ts';

const NAMED = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;

export type Environment = Readonly<Record<string, string | undefined>>;

/** A place in a definition that holds a secret, and the variable that is named there. */
interface Place {
  path: string[];
  holder: Json;
  key: string;
  variable: string;
}

/** The values of secret headers, and client secrets, that name a variable. */
function listPlaces(part: unknown, path: string[] = []): Place[] {
  if (Array.isArray(part)) return part.flatMap((item, index) => listPlaces(item, [...path, String(index)]));
  if (!isObject(part)) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    if (typeof value !== 'string') return listPlaces(value, [...path, key]);
    const isSecret = key === 'client_secret' || (key === 'value' && part['secret'] === true);
    const variable = isSecret ? NAMED.exec(value)?.[1] : undefined;
    return variable === undefined ? [] : [{ path: [...path, key], holder: part, key, variable }];
  });
}

/** Fills them in, in place. Returns what is not set, by field. */
export function fillSecrets(definition: Json, env: Environment): { field: string; variable: string }[] {
  return listPlaces(definition).flatMap(({ path, holder, key, variable }) => {
    const value = env[variable];
    if (value === undefined || value === '') return [{ field: path.join('.'), variable }];
    holder[key] = value;
    return [];
  });
}

/** Shows them as the API shows stored ones, in place: what is behind the dots cannot be compared. */
export function hideNamed(definition: Json): boolean {
  const places = listPlaces(definition);
  for (const { holder, key } of places) holder[key] = SECRET_SHOWN;
  return places.length > 0;
}

/** Whether a place of a file keeps what it holds when the service shows only dots there. */
export const staysNamed = (written: unknown, wanted: unknown): boolean =>
  wanted === SECRET_SHOWN && typeof written === 'string' && NAMED.test(written);
