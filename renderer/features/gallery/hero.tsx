/** A picture and its result under one another, with a divider to pull: what the app does, before a word is read. */
import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { sliderKey } from '../../ui/slider-keys.ts';
import original from './hero-original.jpg';
import result from './hero-result.jpg';

/** The divider in percent of the width; it never leaves the picture. */
const SCALE = { min: 4, max: 96, step: 1 } as const;

/** The picture half of the first screen. */
export function Hero() {
  const frame = useRef<HTMLDivElement>(null);
  const [divider, setDivider] = useState(50);
  const place = `${String(divider)}%`;
  const follow = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0) return;
    setDivider(Math.min(SCALE.max, Math.max(SCALE.min, ((event.clientX - box.left) / box.width) * 100)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = sliderKey(event.key, Math.round(divider), SCALE);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    setDivider(next);
  };
  return (
    <div ref={frame} className="gallery-hero">
      <img src={original} alt="Original: mountains at a lake on a grey day" draggable={false} />
      <img
        src={result}
        alt="Result: the same mountains in low golden light"
        draggable={false}
        style={{ clipPath: `inset(0 0 0 ${place})` }}
      />
      <span className="gallery-hero-tag gallery-hero-tag-left">Original</span>
      <span className="gallery-hero-tag gallery-hero-tag-right">Result, an illustration</span>
      <div
        role="slider"
        tabIndex={0}
        aria-label="Divider between original and result"
        aria-orientation="horizontal"
        aria-valuemin={SCALE.min}
        aria-valuemax={SCALE.max}
        aria-valuenow={Math.round(divider)}
        aria-valuetext={`${String(Math.round(divider))} percent original`}
        className="gallery-hero-line"
        style={{ left: place }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event);
        }}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}
