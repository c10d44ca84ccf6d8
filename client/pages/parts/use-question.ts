import { useEffect, useRef, useState } from 'preact/hooks';

/** A question that takes the place of its button, and gives it back. The focus goes along, either way. */
export const useQuestion = () => {
  const [asking, ask] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const asked = useRef(false);
  useEffect(() => {
    if (asking || asked.current) place.current?.querySelector<HTMLElement>(asking ? 'p' : 'button')?.focus();
    asked.current = asking;
  }, [asking]);
  return { asking, ask, place };
};
