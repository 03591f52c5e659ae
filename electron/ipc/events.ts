/** What main tells the page by itself: changes gathered for a moment, numbered, and parsed before they leave. */
import { events, type Changes, type EventName, type EventPayload } from '../contract/events.ts';
import type { PhotoId } from '../contract/ids.ts';
import { ROWS_HELD } from '../contract/view.ts';
import { createGatheredChanges } from './gather-changes.ts';

/** Rows and ids in one message: checking and sending more of them at once would hold up both processes. */
const MOST_IN_ONE = 200;

interface EventHubParts {
  /** Hands a message to the page; does nothing while there is no window. */
  readonly send: (name: EventName, payload: unknown) => void;
  /** How long changes are gathered before they are sent, milliseconds. */
  readonly mergeMs: number;
  /** Told when a payload of our own does not fit its schema, so nothing was sent. */
  readonly log: (line: string) => void;
}

export interface EventHub {
  /** Notes changes; they go out together at the end of the moment that the first of them began, very many in several messages. */
  readonly changed: (changes: Changes) => void;
  /** The page holds what cells say of these photos, and is told of their changes until it holds many others. */
  readonly given: (photoIds: readonly PhotoId[]) => void;
  /** Sends one event at once. */
  readonly send: <N extends Exclude<EventName, 'library.changed'>>(name: N, payload: EventPayload<N>) => void;
  /** Sends what is gathered now and says the number of the latest change: a snapshot read after this call has it all. */
  readonly settle: () => number;
  /** Sends nothing any more. */
  readonly stop: () => void;
}

/** The hub; one for the life of the app, so that revisions never go back. */
export function createEventHub({ send, mergeMs, log }: EventHubParts): EventHub {
  let revision = 0;
  const gathered = createGatheredChanges();
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const held = new Set<PhotoId>();

  const sendParsed = (name: EventName, payload: unknown): void => {
    // Parsing drops what the schema does not name: a path in a record of ours would end here.
    const parsed = events[name].safeParse(payload);
    if (parsed.success) send(name, parsed.data);
    else log(`The event ${name} does not fit its schema.`);
  };

  const sendSome = (most: number): void => {
    const changes = stopped ? null : gathered.give(most);
    if (changes === null) return;
    revision += 1;
    sendParsed('library.changed', { revision, changes });
  };

  /** The end of the moment. What does not fit one message goes with the next turns of the event loop. */
  const flush = (): void => {
    sendSome(MOST_IN_ONE);
    timer = gathered.isEmpty() || stopped ? null : setTimeout(flush, 0);
  };

  /** At once and as one. */
  const flushAll = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    sendSome(Infinity);
  };

  return {
    given: (photoIds) => {
      for (const id of photoIds) {
        held.delete(id);
        held.add(id);
      }
      for (const id of held) {
        if (held.size <= ROWS_HELD) break;
        held.delete(id); // given the longest ago
      }
    },
    changed: (changes) => {
      if (stopped) return;
      gathered.take(onlyHeld(changes, held));
      if (!gathered.isEmpty()) timer ??= setTimeout(flush, mergeMs);
    },
    send: (name, payload) => {
      if (!stopped) sendParsed(name, payload);
    },
    settle: () => {
      flushAll();
      return revision;
    },
    stop: () => {
      flushAll();
      stopped = true;
    },
  };
}

/** A library comes in by the hundred thousand: of photos that the page does not hold it needs to know only that views moved. */
function onlyHeld(changes: Changes, held: ReadonlySet<PhotoId>): Changes {
  const { photos, photosRemoved, ...others } = changes;
  const known = photos?.filter(({ id }) => held.has(id)) ?? [];
  const gone = photosRemoved?.filter((id) => held.has(id)) ?? [];
  return { ...others, ...(known.length > 0 ? { photos: known } : {}), ...(gone.length > 0 ? { photosRemoved: gone } : {}) };
}
