/** The four ways to look at two pictures: slider, pair, flicker and difference. All share one viewport. */
import './stage.css';
import type { RefObject } from 'react';
import { arrangePair } from '../../lib/registration.ts';
import { placePicture, visiblePart, type Point, type Size, type Stage, type Viewport } from '../../lib/viewport.ts';
import { classes } from '../../ui/classes.ts';
import { Divider } from './divider.tsx';
import { placed as placedStyle } from './picture.tsx';
import { SidePicture, type Side } from './sides.tsx';
import { PictureStage, type StageTarget } from './stage.tsx';
import { useFlicker } from './use-flicker.ts';
import type { Box } from './use-box.ts';

/** CSS pixels between the two pictures of a pair, around a picture at fit, and of the line of text over it. */
const GAP = 16;
const MARGIN = 22;
const PAIR_MARGIN = 16;
const HEAD = 28;

export interface LayoutProps {
  readonly left: Side;
  readonly right: Side;
  readonly frame: Size;
  readonly box: Box;
  readonly viewport: Viewport;
  readonly onViewport: (viewport: Viewport) => void;
  readonly target: RefObject<StageTarget | null>;
  /** Both places show the original. */
  readonly holding: boolean;
}

/** The stage of one picture that fills the box. */
export function wholeStage(frame: Size, box: Box, margin = MARGIN): Stage {
  return { frame, box, pixelRatio: box.pixelRatio, margin, align: { x: 0.5, y: 0.5 } };
}

function original(left: Side, right: Side): Side {
  return left.kind === 'original' ? left : right;
}

function zoomWords(viewport: Viewport): string {
  return viewport.zoom === 'fit' ? 'whole picture' : `${String(Math.round(viewport.zoom * 100))} %`;
}

/** Original and result in one frame with a divider between them. */
export function SliderLayout(props: LayoutProps & { readonly divider: number; readonly onDivider: (value: number) => void }) {
  const { left, right, frame, box, viewport, onViewport, target, holding, divider, onDivider } = props;
  const stage = wholeStage(frame, box);
  const share = divider * 100;
  const seen = visiblePart(placePicture(viewport, stage), box);
  return (
    <PictureStage
      stage={stage}
      viewport={viewport}
      onViewport={onViewport}
      target={target}
      label={`Slider, ${left.tag} on the left, ${right.tag} on the right, ${zoomWords(viewport)}`}
      onIdleDrag={(point) => {
        if (seen.width > 0) onDivider((point.x - seen.x) / seen.width);
      }}
    >
      {(placed, visible) => {
        const common = { viewport, stage, placed, visible };
        const single = holding ? original(left, right) : null;
        return (
          <div className="stage-frame" style={placedStyle(visible)}>
            <div className={classes('stage-layer', single === right && 'stage-unseen')}>
              <SidePicture side={left} {...common} />
            </div>
            <div
              className={classes('stage-layer', 'stage-over', single === left && 'stage-unseen')}
              style={{ clipPath: single === null ? `inset(0 0 0 ${String(share)}%)` : 'none' }}
            >
              <SidePicture side={right} {...common} />
              <span className="stage-tag stage-tag-right">{right.tag}</span>
            </div>
            <div
              className={classes('stage-layer', single === right && 'stage-unseen')}
              style={{ clipPath: single === null ? `inset(0 ${String(100 - share)}% 0 0)` : 'none', pointerEvents: 'none' }}
            >
              <span className="stage-tag stage-tag-left">{left.tag}</span>
            </div>
            {single === null && <Divider value={divider} onChange={onDivider} left={left.kind} right={right.kind} />}
          </div>
        );
      }}
    </PictureStage>
  );
}

interface Pane {
  readonly side: Side;
  readonly stage: Stage;
  /** Top left corner of the pane's stage in the box, CSS pixels; its head is above. */
  readonly at: Point;
}

/** Divides the box between two pictures of one shape: beside or over each other, whichever shows them larger. */
export function pairPanes(left: Side, right: Side, frame: Size, box: Box): readonly [Pane, Pane] {
  const room = { width: box.width - 2 * PAIR_MARGIN, height: box.height - 2 * PAIR_MARGIN };
  const beside = arrangePair(frame, room, GAP, HEAD) === 'beside';
  const size: Size = beside
    ? { width: Math.max(Math.floor((room.width - GAP) / 2), 1), height: Math.max(room.height - HEAD, 1) }
    : { width: Math.max(room.width, 1), height: Math.max(Math.floor((room.height - GAP) / 2) - HEAD, 1) };
  const common = { frame, box: size, pixelRatio: box.pixelRatio, margin: 0 };
  const second: Point = beside
    ? { x: PAIR_MARGIN + size.width + GAP, y: PAIR_MARGIN + HEAD }
    : { x: PAIR_MARGIN, y: PAIR_MARGIN + size.height + GAP + 2 * HEAD };
  // Pictures smaller than their pane lie against the gap, so that they stay close to each other.
  return [
    {
      side: left,
      stage: { ...common, align: beside ? { x: 1, y: 0.5 } : { x: 0.5, y: 1 } },
      at: { x: PAIR_MARGIN, y: PAIR_MARGIN + HEAD },
    },
    { side: right, stage: { ...common, align: beside ? { x: 0, y: 0.5 } : { x: 0.5, y: 0 } }, at: second },
  ];
}

/** Two pictures next to each other. */
export function PairLayout({ left, right, frame, box, viewport, onViewport, target, holding }: LayoutProps) {
  const panes = pairPanes(left, right, frame, box);
  return (
    <>
      {panes.map(({ side, stage, at }, index) => {
        const shown = holding ? original(left, right) : side;
        return (
          <div key={index === 0 ? 'left' : 'right'} style={{ position: 'absolute', left: at.x, top: at.y }}>
            <PictureStage
              stage={stage}
              viewport={viewport}
              onViewport={onViewport}
              target={target}
              label={`${shown.tag}, ${zoomWords(viewport)}`}
            >
              {(placed, visible) => (
                <div className="stage-frame" style={placedStyle(visible)}>
                  {/* Both pictures stay in the page, so that holding for the original is at once. */}
                  {[left, right].map((one) =>
                    one === side || one === original(left, right) ? (
                      <div key={one.kind} className={classes('stage-layer', one !== shown && 'stage-unseen')}>
                        <SidePicture side={one} {...{ viewport, stage, placed, visible }} />
                      </div>
                    ) : null,
                  )}
                </div>
              )}
            </PictureStage>
            <PaneHead side={shown} stage={stage} viewport={viewport} />
          </div>
        );
      })}
    </>
  );
}

/** The line over a picture of a pair, at the picture's own left edge. */
function PaneHead({ side, stage, viewport }: { readonly side: Side; readonly stage: Stage; readonly viewport: Viewport }) {
  const visible = visiblePart(placePicture(viewport, stage), stage.box);
  return (
    <div className="pair-head" style={{ left: visible.x, top: visible.y - HEAD, width: Math.max(visible.width, 120) }}>
      <strong>{side.kind === 'original' ? 'Original' : 'Result'}</strong>
      <span className="ui-muted ui-cut" title={side.name}>
        {side.name}
      </span>
    </div>
  );
}

/** One after the other in the same place, at most twice a second. */
export function FlickerLayout({ left, right, frame, box, viewport, onViewport, target, holding }: LayoutProps) {
  const stage = wholeStage(frame, box);
  const { showsOriginal, still } = useFlicker(holding);
  const shown = showsOriginal ? original(left, right) : left.kind === 'result' ? left : right;
  return (
    <PictureStage
      stage={stage}
      viewport={viewport}
      onViewport={onViewport}
      target={target}
      label={`Flicker between ${left.tag} and ${right.tag}, ${zoomWords(viewport)}`}
    >
      {(placed, visible) => (
        <div className="stage-frame" style={placedStyle(visible)}>
          {[left, right].map((side) => (
            <div key={side.kind} className={classes('stage-layer', side !== shown && 'stage-unseen')}>
              <SidePicture side={side} {...{ viewport, stage, placed, visible }} />
              <span className="stage-tag stage-tag-left">{side.tag}</span>
            </div>
          ))}
          {still && (
            <span className="stage-words">
              <span className="stage-tag">Hold \ to alternate</span>
            </span>
          )}
        </div>
      )}
    </PictureStage>
  );
}

/** What differs, and by how much: black is unchanged, nothing is amplified. */
export function DifferenceLayout({ left, right, frame, box, viewport, onViewport, target, holding }: LayoutProps) {
  const stage = wholeStage(frame, box);
  const base = original(left, right);
  const over = base === left ? right : left;
  return (
    <PictureStage
      stage={stage}
      viewport={viewport}
      onViewport={onViewport}
      target={target}
      label={`Difference between ${base.tag} and ${over.tag}, not amplified, ${zoomWords(viewport)}`}
    >
      {(placed, visible) => (
        <div className="stage-frame" style={placedStyle(visible)}>
          <div className="stage-layer">
            <SidePicture side={base} {...{ viewport, stage, placed, visible }} />
          </div>
          <div className={classes('stage-layer', 'stage-difference', holding && 'stage-unseen')}>
            <SidePicture side={over} {...{ viewport, stage, placed, visible }} />
          </div>
          <span className="stage-tag stage-tag-left">{holding ? base.tag : 'Difference ×1, black is unchanged'}</span>
          {!holding && <span className="stage-tag stage-tag-right">{over.tag}</span>}
        </div>
      )}
    </PictureStage>
  );
}
