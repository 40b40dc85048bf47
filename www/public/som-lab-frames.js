// Gives the frames of SOM Lab on a page the height that their figures need:
// <script src="https://HOST/som-lab-frames.js" async></script>
addEventListener('message', ({ data, source }) => {
  if (data?.type !== 'som-lab:height' || !(data.height > 0 && data.height < 20000)) return;
  for (const frame of document.querySelectorAll('iframe')) {
    if (frame.contentWindow === source) frame.style.height = `${Math.ceil(data.height)}px`;
  }
});
