/** Controls that loupe and compare share: the zoom, and the button that shows the original while it is held. */
import type { RefObject } from 'react';
import { zoomOf, zoomTo, type Stage } from '../../lib/viewport.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useCompare } from './compare-store.ts';
import type { StageTarget } from './stage.tsx';

type ZoomChoice = 'fit' | '1' | '2' | 'other';

const choices = [
  { value: 'fit', label: 'Fit' },
  { value: '1', label: '1:1', shortcut: 'Z' },
  { value: '2', label: '2:1' },
] as const;

export interface ZoomControlProps {
  /** What the percentage is reckoned from; null: nothing on the stage. */
  readonly stage: Stage | null;
  readonly target: RefObject<StageTarget | null>;
}

/** Fit, 1:1 and 2:1, and the zoom in per cent of the original's pixels. */
export function ZoomControl({ stage, target }: ZoomControlProps) {
  const viewport = useCompare((state) => state.viewport);
  const setViewport = useCompare((state) => state.setViewport);
  const { zoom } = viewport;
  const value: ZoomChoice = zoom === 'fit' ? 'fit' : zoom === 1 ? '1' : zoom === 2 ? '2' : 'other';
  return (
    <>
      <Segmented<ZoomChoice>
        label="Zoom"
        options={choices}
        value={value}
        disabled={stage === null}
        onChange={(choice) => {
          const on = target.current?.stage ?? stage;
          if (on === null || choice === 'other') return;
          setViewport(zoomTo(viewport, on, choice === 'fit' ? 'fit' : Number(choice)));
        }}
      />
      <span className="viewer-percent">{stage === null ? '' : `${String(Math.round(zoomOf(viewport, stage) * 100))} %`}</span>
    </>
  );
}

/** Shows the original for as long as it is pressed, by pointer or by Space and Enter. */
export function HoldButton({ disabled }: { readonly disabled: boolean }) {
  const holding = useCompare((state) => state.holding);
  const hold = useCompare((state) => state.hold);
  const release = (): void => {
    hold(false);
  };
  return (
    <Button
      className="viewer-hold"
      variant="ghost"
      size="sm"
      icon="eye"
      disabled={disabled}
      aria-pressed={holding}
      aria-keyshortcuts="\"
      onPointerDown={(event) => {
        if (event.button === 0) hold(true);
      }}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onKeyDown={(event) => {
        if (event.key !== ' ' && event.key !== 'Enter') return;
        event.preventDefault();
        hold(true);
      }}
      onKeyUp={release}
      onBlur={release}
    >
      <span className="viewer-optional">Hold for original</span>
      <kbd className="ui-key">\</kbd>
    </Button>
  );
}
