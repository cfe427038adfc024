// Scatter and treemap only: no map, no WebGL, nothing that fetches.
const Plotly = require("plotly.js/lib/core");
Plotly.register([require("plotly.js/lib/treemap")]);
globalThis.aispmPlotly = Plotly;
