// Parts of the page that follow the slider are made anew only while they are near the screen, and at most once a picture.
const margin = '300px';

/** Gives what asks for `draw`: at the next picture if `part` can be seen, else when it comes near. */
export function whenSeen(part: Element, draw: () => void): () => void {
  let isSeen = false;
  let isDue = true;
  let frame = 0;
  const work = () => {
    frame = 0;
    if (!isSeen || !isDue) return;
    isDue = false;
    draw();
  };
  const ask = () => {
    isDue = true;
    if (isSeen && frame === 0) frame = requestAnimationFrame(work);
  };
  new IntersectionObserver(
    (entries) => {
      isSeen = entries.at(-1)?.isIntersecting ?? false;
      if (isSeen && isDue) work();
    },
    { rootMargin: margin },
  ).observe(part);
  // On paper all is seen, wherever the screen was.
  window.addEventListener('beforeprint', () => {
    if (!isDue) return;
    isDue = false;
    draw();
  });
  return ask;
}
