/* oxlint-disable no-var, prefer-arrow-callback, func-names */
// Runs before the pages' own scripts, in the syntax of the oldest browsers: whatever keeps the page from being drawn,
// `#no-start` says so instead of an empty page.
(function () {
  var tick = 1000;
  var patience = 15;
  var ticks = 0;
  var isDrawn = function () {
    var app = document.getElementById('app');
    return app !== null && app.firstChild !== null;
  };
  var show = function () {
    var trouble = document.getElementById('no-start');
    if (trouble !== null) trouble.hidden = isDrawn();
  };
  // A script that is too new for the browser, or did not come.
  window.addEventListener(
    'error',
    function (event) {
      if (event.target === window || event.target instanceof HTMLScriptElement) show();
    },
    true,
  );
  if (!('noModule' in document.createElement('script'))) show();
  var timer = setInterval(function () {
    ticks += 1;
    if (isDrawn()) {
      show();
      clearInterval(timer);
    } else if (ticks >= patience) show();
  }, tick);
})();
