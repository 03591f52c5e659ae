/** Whether the drag over the window is one of our own results: it must not be added as if it came from outside. */

let own = false;

/** A result is being dragged out. The page hears no end of such a drag; the pointer moving again is its end. */
export function dragStarted(): void {
  own = true;
  window.addEventListener(
    'pointermove',
    () => {
      own = false;
    },
    { once: true },
  );
}

/** True while our own result is dragged. */
export function isOwnDrag(): boolean {
  return own;
}
