/** The first start: a photo and its result on the left, three doors on the right. */
import './welcome.css';
import { useEffect, useState, type ReactNode } from 'react';
import { formatAbout } from '../../lib/format.ts';
import { useLibrary } from '../../stores/library-store.ts';
import { settle } from '../../stores/report.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { Chip } from '../../ui/chip.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Hero } from './hero.tsx';
import { chooseFiles } from './intake.ts';
import { KeyDoor } from './key-door.tsx';

/** Goes on to the window. */
function pass(demo: boolean): void {
  void settle(useSettings.getState().change({ demo, welcomed: true }));
}

/** The screen; the shell hands in the window's buttons. */
export function Welcome({ windowButtons }: { readonly windowButtons: ReactNode }) {
  const model = useSettings((state) => state.models[0]);
  const key = useSettings((state) => state.key);
  const hasPhotos = useLibrary((state) => state.overview.total > 0);
  const [keyOpen, setKeyOpen] = useState(false);
  // Photos dropped here, or added from the command line, are a door of their own.
  useEffect(() => {
    if (hasPhotos) void settle(useSettings.getState().change({ welcomed: true }));
  }, [hasPhotos]);
  const price = model === undefined ? 'Paid by the photo' : `${capital(formatAbout(model.priceUsd))} a photo, paid`;
  const home = key === null || !key.durable ? 'The key is kept for this session only.' : `The key goes into ${key.keptIn}.`;
  return (
    <main data-region="middle" className="gallery-welcome">
      <Hero />
      <div className="gallery-doors">
        <div className="gallery-welcome-title">{windowButtons}</div>
        <div className="gallery-doors-content">
          <p className="gallery-welcome-name">Darkslide</p>
          <h1>
            Your photos, developed
            <br />
            by {model?.title ?? 'Segmind’s models'}
          </h1>
          <p className="gallery-welcome-lead">
            Originals stay where they are and are never changed. Each result lands beside its original, to compare and keep or
            throw away.
          </p>
          <div className="gallery-door-list">
            <Door
              icon="simulated"
              title="Try it now"
              chip={<Chip tone="sim">Simulated</Chip>}
              text="No key, no cost, no network. Looks come from a simulator on this computer, not from the model, and every result says so."
              onClick={() => {
                pass(true);
              }}
            />
            <Door
              icon="key"
              title="Enter my Segmind key"
              text={`${price} to Segmind. ${home}`}
              expanded={keyOpen}
              onClick={() => {
                setKeyOpen(!keyOpen);
              }}
            >
              {keyOpen && (
                <KeyDoor
                  onDone={() => {
                    pass(false);
                  }}
                />
              )}
            </Door>
            <Door
              icon="folder"
              title="Add a folder"
              text="Browse first, develop later. Works offline, nothing is imported or copied."
              onClick={() => {
                void chooseFiles('folder').then((chosen) => {
                  if (chosen) pass(false);
                });
              }}
            />
          </div>
          <p className="gallery-welcome-promise">
            Photos leave this computer only when you press Develop. No account, no analytics.
          </p>
        </div>
      </div>
    </main>
  );
}

interface DoorProps {
  readonly icon: IconName;
  readonly title: string;
  readonly chip?: ReactNode;
  readonly text: string;
  /** For a door that opens on this screen. */
  readonly expanded?: boolean;
  readonly onClick: () => void;
  readonly children?: ReactNode;
}

function Door({ icon, title, chip, text, expanded, onClick, children }: DoorProps) {
  return (
    <div className="gallery-door-frame">
      <button type="button" className="gallery-door" aria-expanded={expanded} onClick={onClick}>
        <Icon name={icon} size={20} className="gallery-door-icon" />
        <span className="gallery-door-title">
          {title}
          {chip}
        </span>
        <span className="gallery-door-text">{text}</span>
        <Icon name={expanded === true ? 'chevron-down' : 'chevron-right'} className="gallery-door-go" />
      </button>
      {children}
    </div>
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
