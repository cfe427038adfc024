// One icon: a shield's outline with a bar for what is to be fixed. Drawn in the theme's own icon colour.
import { LabIcon } from "@jupyterlab/ui-components";

export const aispmIcon = new LabIcon({
  name: "aispm:icon",
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24"><path class="jp-icon3" fill="#616161" d="M12 2 4 5v6.2c0 4.9 3.3 9 8 10.8 4.7-1.8 8-5.9 8-10.8V5zm0 2.1 6 2.3v4.8c0 3.9-2.4 7.1-6 8.7-3.600-1.600-6-4.800-6-8.700V6.400z"/><path class="jp-icon3" fill="#616161" d="M8 13h2v3H8zm3-3h2v6h-2zm3-3h2v9h-2z"/></svg>`,
});
