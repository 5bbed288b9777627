// Where an expression matches, beside the page: one that takes for ever is ended from outside.
self.onmessage = ({ data: { turn, pattern, flags, text } }) => {
  const { index, 0: found } = new RegExp(pattern, flags.replace(/[gy]/g, '')).exec(text) ?? {};
  self.postMessage({ turn, place: index === undefined ? null : [index, index + found.length] });
};
self.postMessage({ turn: 0 });
