/** The two schemes of our own, announced to Chromium before ready and answered after it. */
import { protocol, type Session } from 'electron';
import { PICTURE_SCHEME } from '../contract/pictures.ts';
import { APP_SCHEME } from './app-protocol.ts';

export type Answerer = (request: Request) => Promise<Response>;

/** Must run before ready, and only once: a second call would forget the first. */
export function announceSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true };
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges },
    // The page reads pixels for its histograms; the answer names the one origin that may
    { scheme: PICTURE_SCHEME, privileges: { ...privileges, corsEnabled: true } },
  ]);
}

/** Answers both schemes in a session. */
export function answerSchemes(session: Session, page: Answerer, pictures: Answerer): void {
  session.protocol.handle(APP_SCHEME, page);
  session.protocol.handle(PICTURE_SCHEME, pictures);
}
