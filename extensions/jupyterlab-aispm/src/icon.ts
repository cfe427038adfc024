// A shield's outline, with bars for a posture and with a tick for a check. Drawn in the theme's own icon colour.
import { LabIcon } from "@jupyterlab/ui-components";

const shield = "M12 2 4 5v6.2c0 4.9 3.3 9 8 10.8 4.7-1.8 8-5.9 8-10.8V5zm0 2.1 6 2.3v4.8c0 3.9-2.4 7.1-6 8.7-3.6-1.6-6-4.8-6-8.7V6.4z";
const drawn = (inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24"><path class="jp-icon3" fill="#616161" d="${shield}"/><path class="jp-icon3" fill="#616161" d="${inside}"/></svg>`;

export const aispmIcon = new LabIcon({ name: "aispm:icon", svgstr: drawn("M8 13h2v3H8zm3-3h2v6h-2zm3-3h2v9h-2z") });
export const checkIcon = new LabIcon({ name: "aispm:check", svgstr: drawn("m10.9 16.3-3.4-3.4 1.4-1.4 2 2 4.200-4.300 1.400 1.400z") });
