/**
 * A figure as one HTML file that needs no network: for a slide, an archive, a reader on the train.
 */

/**
 * @typedef {object} Content
 * @property {string} title
 * @property {string} picture  of the stage, as a data address
 * @property {string} alt
 * @property {string} charts  SVG; empty without one
 * @property {string[]} sentences  what the runs have come to
 * @property {[string, string][]} settings  names and values
 * @property {string} link  to the same figure, live
 * @property {string} command  of the lab
 * @property {string} made  when and on what
 */

const STYLE = `:root{color-scheme:light}body{font:17px/1.55 Georgia,serif;max-width:1080px;margin:40px auto;padding:0 20px;color:#1d1d1f;background:#fff}
h1{font-size:26px;line-height:1.25}img,svg{max-width:100%;height:auto}figure{margin:24px 0}.soft,td,th,code{font:13px/1.5 system-ui,sans-serif}
.soft{color:#595961}table{border-collapse:collapse}th,td{text-align:left;padding:2px 24px 2px 0;font-weight:400}th{color:#595961}code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}`;

/** @param {string} text */
const escaped = (text) =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);

/** @param {Content} content @returns {string} */
export function pageFile({ title, picture, alt, charts, sentences, settings, link, command, made }) {
  const rows = settings.map(
    ([name, value]) => `<tr><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · SOM Lab</title>
<style>${STYLE}</style>
<h1>${escaped(title)}</h1>
<figure><img src="${escaped(picture)}" alt="${escaped(alt)}"></figure>
${charts ? `<figure>${charts}</figure>` : ''}
${sentences.map((sentence) => `<p>${escaped(sentence)}</p>`).join('\n')}
<table>${rows.join('')}</table>
<p class="soft">${escaped(made)} <a href="${escaped(link)}">The same figure, live</a>, and without a browser:<br><code>${escaped(command)}</code></p>
</html>
`;
}
