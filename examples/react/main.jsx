import { mount } from 'som-lab';
import { useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';

/** A figure, with what it says of itself. */
function Figure(options) {
  const place = useRef(null);
  const [said, say] = useState('at rest');
  useEffect(() => {
    let gone = false;
    const coming = mount(place.current, options).then((lab) => {
      if (gone) return lab.remove();
      lab.addEventListener('som-lab:frame', ({ detail }) => say(`step ${detail.step}`));
      return lab;
    });
    coming.catch((error) => say(error.message));
    return () => {
      gone = true;
      void coming.then((lab) => lab?.remove());
    };
    // Mounted once; its settings change through its methods.
  }, []);
  return (
    <>
      <div ref={place} />
      <p id="said">{said}</p>
    </>
  );
}

createRoot(document.querySelector('#root')).render(
  <Figure
    src="som-lab/som-lab.js"
    experiment="map"
    settings="dataset=colors&rows=12&cols=12"
    poster="poster.webp"
  />,
);
