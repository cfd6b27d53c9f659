// The tools of one Page: utility templates, media, Messenger profile, personas, labels.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ApiError, api, doesNotAnswer, refusal, unwrap } from './client.ts';
import type { components, paths } from './schema.d.ts';

type Schemas = components['schemas'];
export type UtilityTemplate = Schemas['UtilityTemplate'];
export type UtilityTemplates = Schemas['UtilityTemplates'];
export type TemplateShape = Schemas['TemplateShape'];
export type LibraryTemplate = Schemas['LibraryTemplate'];
export type Media = Schemas['Media'];
export type MediaKind = Media['kind'];
export type Persona = Schemas['Persona'];
export type PageLabel = Schemas['PageLabel'];
export type ProfileView = Schemas['MessengerProfileView'];
export type MessengerProfile = NonNullable<ProfileView['profile']>;
type Body<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  requestBody: { content: { 'application/json': infer T } };
}
  ? T
  : never;
export type NewTemplate = Body<'/api/pages/{id}/templates', 'post'>;
export type OwnTemplate = Extract<NewTemplate, { kind: 'own' }>;
export type LibraryClone = Extract<NewTemplate, { kind: 'library' }>;

const at = (id: string) => ({ params: { path: { id } } });
const UNDECIDED_MS = 5_000;

/** Asked again while Facebook has something to decide. */
export const templatesQuery = (pageId: string) =>
  queryOptions({
    queryKey: ['pages', pageId, 'templates'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/pages/{id}/templates', { ...at(pageId), signal })),
    refetchInterval: ({ state }) =>
      state.data?.templates.some((template) => template.tone === 'busy') ? UNDECIDED_MS : false,
  });
export const syncTemplates = (pageId: string) =>
  unwrap(api.POST('/api/pages/{id}/templates/sync', at(pageId)));
export const createTemplate = (pageId: string, body: NewTemplate) =>
  unwrap(api.POST('/api/pages/{id}/templates', { ...at(pageId), body }));
/** `language` null: in all its languages. */
export const deleteTemplate = (pageId: string, name: string, language: string | null) =>
  unwrap(
    api.DELETE('/api/pages/{id}/templates/{name}', {
      params: { path: { id: pageId, name }, query: language === null ? {} : { language } },
    }),
  );
export const libraryQuery = (pageId: string, search: string, language: string) =>
  queryOptions({
    queryKey: ['pages', pageId, 'template-library', { search, language }],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/pages/{id}/template-library', {
          params: { path: { id: pageId }, query: { search, language } },
          signal,
        }),
      ),
    staleTime: 5 * 60_000,
    retry: false,
  });

export interface MediaFilter {
  /** Adds what is known of each on this Page. */
  pageId?: string;
  kind?: MediaKind;
  search: string;
}

export const mediaQuery = ({ pageId, kind, search }: MediaFilter) =>
  infiniteQueryOptions({
    queryKey: ['media', { pageId, kind, search }],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/media', {
          params: {
            query: {
              search,
              limit: 50,
              ...(pageId && { page_id: pageId }),
              ...(kind && { kind }),
              ...(pageParam && { before: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  });
/** Where a browser finds the bytes of uploaded media. */
export const mediaUrl = (media: Pick<Media, 'id' | 'source_url'>): string =>
  media.source_url ?? `/api/media/${media.id}`;
export const addMediaByUrl = (body: { name: string; kind: MediaKind; url: string }) =>
  unwrap(api.POST('/api/media/by-url', { body }));
export const deleteMedia = (id: string) => unwrap(api.DELETE('/api/media/{id}', at(id)));
export const attachMedia = (pageId: string, id: string) =>
  unwrap(api.POST('/api/pages/{pageId}/media/{id}', { params: { path: { pageId, id } } }));

/** The file itself is the body: no form around it, no copy in memory. */
export async function uploadMedia(file: File): Promise<Media> {
  const url = `/api/media?name=${encodeURIComponent(file.name)}`;
  const headers = { 'content-type': file.type || 'application/octet-stream' };
  const response = await fetch(url, { method: 'POST', headers, body: file }).catch(() => {
    throw doesNotAnswer();
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as Media;
  throw new ApiError(response.status, refusal(answer, response.status));
}

export const profileQuery = (pageId: string) =>
  queryOptions({
    queryKey: ['pages', pageId, 'messenger-profile'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/pages/{id}/messenger-profile', { ...at(pageId), signal })),
  });
export const readProfile = (pageId: string) =>
  unwrap(api.POST('/api/pages/{id}/messenger-profile/read', at(pageId)));
export const saveProfile = (pageId: string, body: MessengerProfile) =>
  unwrap(api.PUT('/api/pages/{id}/messenger-profile', { ...at(pageId), body }));

export const personasQuery = (pageId: string) =>
  queryOptions({
    queryKey: ['pages', pageId, 'personas'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/pages/{id}/personas', { ...at(pageId), signal })),
    staleTime: 60_000,
    retry: false,
  });
export const createPersona = (pageId: string, body: { name: string; profile_picture_url: string }) =>
  unwrap(api.POST('/api/pages/{id}/personas', { ...at(pageId), body }));
export const deletePersona = (pageId: string, personaId: string) =>
  unwrap(api.DELETE('/api/pages/{id}/personas/{personaId}', { params: { path: { id: pageId, personaId } } }));

export const labelsQuery = (pageId: string) =>
  queryOptions({
    queryKey: ['pages', pageId, 'labels'],
    queryFn: ({ signal }) => unwrap(api.GET('/api/pages/{id}/labels', { ...at(pageId), signal })),
    staleTime: 60_000,
    retry: false,
  });
export const createLabel = (pageId: string, name: string) =>
  unwrap(api.POST('/api/pages/{id}/labels', { ...at(pageId), body: { name } }));
export const deleteLabel = (pageId: string, labelId: string) =>
  unwrap(api.DELETE('/api/pages/{id}/labels/{labelId}', { params: { path: { id: pageId, labelId } } }));

export const personLabelsQuery = (pageId: string, psid: string) =>
  queryOptions({
    queryKey: ['pages', pageId, 'people', psid, 'labels'],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/pages/{id}/people/{psid}/labels', { params: { path: { id: pageId, psid } }, signal }),
      ),
    staleTime: 60_000,
    retry: false,
  });
const labelOn = (pageId: string, psid: string, labelId: string) => ({
  params: { path: { id: pageId, psid, labelId } },
});
export const putLabel = (pageId: string, psid: string, labelId: string) =>
  unwrap(api.PUT('/api/pages/{id}/people/{psid}/labels/{labelId}', labelOn(pageId, psid, labelId)));
export const takeLabel = (pageId: string, psid: string, labelId: string) =>
  unwrap(api.DELETE('/api/pages/{id}/people/{psid}/labels/{labelId}', labelOn(pageId, psid, labelId)));
