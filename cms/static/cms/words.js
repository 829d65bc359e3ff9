// What the scripts say, in the language of the page: `words_of_scripts` brings it, where that is not Japanese.
/* exported said */
"use strict";

const said = (() => {
  const there = document.getElementById("script-words");
  const words = there ? JSON.parse(there.textContent) : {};
  // said("$1か所", 3): "3か所", "Places: 3".
  return (text, ...values) => (words[text] ?? text).replace(/\$(\d)/g, (_, at) => values[at - 1]);
})();
