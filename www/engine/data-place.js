/** Where the data lie if not beside the scripts; one place for all figures of a page, which share their engine. */
export const dataPlace = { url: '' };
