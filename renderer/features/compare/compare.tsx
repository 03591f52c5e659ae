/** Compare: an original and one of its results in one frame, under one zoom. */
import './stage.css';
import { useRef, type RefObject } from 'react';
import { useAction } from '../../actions/dispatch.ts';
import type { Size } from '../../lib/viewport.ts';
import { useView } from '../../stores/view-store.ts';
import { IconButton } from '../../ui/button.tsx';
import { Chip } from '../../ui/chip.tsx';
import { Segmented, type SegmentedOption } from '../../ui/segmented.tsx';
import { useCompare, type CompareLayout } from './compare-store.ts';
import { Empty, NoResultYet, NothingChosen, troubleOf } from './empty.tsx';
import { DifferenceLayout, FlickerLayout, PairLayout, SliderLayout, pairPanes, wholeStage } from './layouts.tsx';
import { useFrame } from './loupe.tsx';
import { useFetchedAhead } from './picture.tsx';
import { neighbour, resultLabel, resultSubject, shortName, useShown, type Shown } from './shown.ts';
import { originalSide, resultSide } from './sides.tsx';
import type { StageTarget } from './stage.tsx';
import { ResultStrip } from './strips.tsx';
import { HoldButton, ZoomControl } from './toolbar-parts.tsx';
import { useBox, type Box } from './use-box.ts';
import { useViewerActions } from './use-viewer-actions.ts';

const layouts: readonly SegmentedOption<CompareLayout>[] = [
  { value: 'slider', label: 'Slider', icon: 'compare' },
  { value: 'pair', label: '2-up', icon: 'two-up' },
  { value: 'flicker', label: 'Flicker', icon: 'flicker' },
  { value: 'difference', label: 'Difference', icon: 'difference' },
];

const bareLayouts = layouts.map((option) => ({ ...option, iconOnly: true }));

/** Width of the middle, CSS pixels, under which the layouts show only their icons. */
const NARROW = 860;

function layoutName(layout: CompareLayout): string {
  return layouts.find((option) => option.value === layout)?.label ?? layout;
}

/** The middle of the window in compare: toolbar, stage, film strip. */
export function Compare() {
  const shown = useShown();
  const target = useRef<StageTarget | null>(null);
  const room = useRef<HTMLDivElement>(null);
  const box = useBox(room);
  const frame = useFrame(shown);
  useViewerActions(shown, target);
  useCompareActions(shown);
  useResultsAhead(shown);
  const both = shown.photo !== null && shown.result !== null;
  return (
    <div className="viewer">
      <CompareToolbar
        shown={shown}
        frame={frame.size}
        box={both ? box : null}
        narrow={box !== null && box.width < NARROW}
        target={target}
      />
      <div className="stage" ref={room}>
        {both && box !== null ? (
          <CompareStage shown={shown} frame={frame.size} box={box} target={target} />
        ) : (
          <WhyNothing shown={shown} />
        )}
      </div>
      <ResultStrip {...shown} />
    </div>
  );
}

function WhyNothing({ shown }: { readonly shown: Shown }) {
  if (shown.photo !== null) return shown.result === null ? <NoResultYet /> : null;
  if (shown.result === null) return <NothingChosen />;
  return (
    <Empty title="No original" text="This result has no photo in the library to be compared with. The loupe shows it alone." />
  );
}

interface StageProps {
  readonly shown: Shown;
  readonly frame: Size;
  readonly box: Box;
  readonly target: RefObject<StageTarget | null>;
}

function CompareStage({ shown, frame, box, target }: StageProps) {
  const { photo, result } = shown;
  const { layout, swapped, divider, viewport, holding, setViewport, setDivider } = useCompare();
  if (photo === null || result === null) return null;
  const before = originalSide(photo, frame);
  const after = resultSide(result, photo, frame);
  const [left, right] = swapped ? [after, before] : [before, after];
  const common = { left, right, frame, box, viewport, onViewport: setViewport, target, holding };
  const trouble = troubleOf(photo) ?? troubleOf(result);
  return (
    <>
      {layout === 'slider' && <SliderLayout {...common} divider={divider} onDivider={setDivider} />}
      {layout === 'pair' && <PairLayout {...common} />}
      {layout === 'flicker' && <FlickerLayout {...common} />}
      {layout === 'difference' && <DifferenceLayout {...common} />}
      {trouble !== null && (
        <div className="stage-words" role="status">
          <span className="stage-tag">{`${troubleOf(photo) === null ? 'Result' : 'Original'}: ${trouble}`}</span>
        </div>
      )}
    </>
  );
}

interface ToolbarProps {
  readonly shown: Shown;
  readonly frame: Size;
  readonly box: Box | null;
  /** Too little room for the layouts' names. */
  readonly narrow: boolean;
  readonly target: RefObject<StageTarget | null>;
}

function CompareToolbar({ shown, frame, box, narrow, target }: ToolbarProps) {
  const { photo, result } = shown;
  const layout = useCompare((state) => state.layout);
  const setLayout = useCompare((state) => state.setLayout);
  const swap = useCompare((state) => state.swap);
  const name =
    photo === null ? (result?.name ?? 'Compare') : result === null ? photo.name : `${photo.name} and ${shortName(result, photo)}`;
  const stage = box === null ? null : layout === 'pair' ? pairStage(shown, frame, box) : wholeStage(frame, box);
  return (
    <div className="viewer-toolbar viewer-toolbar-compare" role="toolbar" aria-label="Compare">
      <div className="viewer-crumbs">
        <span className="viewer-name ui-cut" title={name}>
          {name}
        </span>
        {result?.simulated === true && <Chip tone="sim">Simulated</Chip>}
      </div>
      <span className="viewer-grow" />
      <Segmented
        label="Layout"
        options={narrow ? bareLayouts : layouts}
        value={layout}
        onChange={setLayout}
        disabled={stage === null}
      />
      <span className="viewer-key" data-off={stage === null || undefined} aria-hidden="true">
        Y
      </span>
      <span className="viewer-grow" />
      <HoldButton disabled={stage === null} />
      <IconButton icon="swap" label="Swap sides" shortcut="Shift Y" size="sm" disabled={stage === null} onClick={swap} />
      <span className="ui-divider" />
      <ZoomControl stage={stage} target={target} />
    </div>
  );
}

function pairStage(shown: Shown, frame: Size, box: Box) {
  if (shown.photo === null || shown.result === null) return null;
  const side = originalSide(shown.photo, frame);
  return pairPanes(side, side, frame, box)[0].stage;
}

/** Keys of the comparison: layouts, sides, divider, neighbouring results. */
function useCompareActions(shown: Shown): void {
  const { photo, result, results } = shown;
  const able = photo !== null && result !== null;
  const step = (direction: 1 | -1): void => {
    const next = neighbour(results, result, direction);
    if (next === null || next.id === result?.id) return;
    const view = useView.getState();
    view.setActive(next.photoId, next.id);
    view.say(resultLabel(next, photo));
  };
  const act = (handler: () => void): (() => void) | null => (able ? handler : null);

  useAction(
    'compare-layout',
    act(() => {
      useCompare.getState().nextLayout();
      useView.getState().say(layoutName(useCompare.getState().layout));
    }),
  );
  useAction(
    'swap-sides',
    act(() => {
      useCompare.getState().swap();
    }),
  );
  useAction(
    'divider-left',
    act(() => {
      useCompare.getState().setDivider(useCompare.getState().divider - 0.02);
    }),
  );
  useAction(
    'divider-right',
    act(() => {
      useCompare.getState().setDivider(useCompare.getState().divider + 0.02);
    }),
  );
  useAction(
    'previous-result',
    results.length === 0
      ? null
      : () => {
          step(-1);
        },
  );
  useAction(
    'next-result',
    results.length === 0
      ? null
      : () => {
          step(1);
        },
  );
}

/** The results before and after, fetched while this one is looked at. */
function useResultsAhead({ result, results }: Shown): void {
  const subjects = ([1, -1] as const).map((direction) => {
    const next = result === null ? null : neighbour(results, result, direction);
    return next === null || next.id === result?.id ? null : resultSubject(next);
  });
  useFetchedAhead(subjects);
}
